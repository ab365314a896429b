package cellwise.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Unpacks the archive of CIFAR-10's binary version, and trusts nothing in it. */
final class Archive {
  /** The largest file of CIFAR-10 has 30,730,000 bytes. */
  static final long LARGEST_FILE = 40_000_000;

  private Archive() {}

  /**
   * Writes the files of CIFAR-10 that a {@code .tar.gz} holds straight into a folder, whatever
   * folder they have in the archive. Other files are left out.
   *
   * @throws IOException if an entry is a link or a device, leaves the folder by its name, or is too
   *     large
   */
  static void unpack(Path archive, Path folder) throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        TarArchiveInputStream tar =
            new TarArchiveInputStream(new GzipCompressorInputStream(file))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        check(archive, entry);
        Path name = Path.of(entry.getName()).getFileName();
        if (entry.isFile() && isWanted(name.toString())) {
          Files.copy(tar, folder.resolve(name));
        }
      }
    }
  }

  private static boolean isWanted(String name) {
    return Pictures.TRAIN_FILES.contains(name)
        || Pictures.TEST_FILE.equals(name)
        || Pictures.CLASSES_FILE.equals(name);
  }

  private static void check(Path archive, TarArchiveEntry entry) throws IOException {
    Path path = Path.of(entry.getName());
    String wrong = null;
    if (path.isAbsolute() || path.normalize().startsWith("..")) {
      wrong = "leaves the folder it is unpacked to";
    } else if (!entry.isDirectory()
        && (!entry.isFile() || entry.isLink() || entry.isSymbolicLink())) {
      wrong = "is a link or a device, must be a file";
    } else if (entry.isSparse() || entry.getRealSize() > LARGEST_FILE) {
      wrong = "is larger than any file of CIFAR-10";
    }
    if (wrong != null) {
      throw new IOException("%s: entry %s %s".formatted(archive, entry.getName(), wrong));
    }
  }
}
