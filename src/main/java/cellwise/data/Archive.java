package cellwise.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;
import org.apache.commons.io.input.BoundedInputStream;

/** Unpacks the archive of CIFAR-10's binary version, and trusts nothing in it. */
final class Archive {
  /** The largest file of CIFAR-10 has 30,730,000 bytes. */
  static final long LARGEST_FILE = 40_000_000;

  /** All its files have 184,400,000 bytes together. */
  static final long LARGEST_ARCHIVE = 200_000_000;

  private Archive() {}

  /**
   * Writes the files of CIFAR-10 that a {@code .tar.gz} holds straight into a folder, whatever
   * folder they have in the archive. Other files are left out.
   *
   * @throws IOException if it is broken, or an entry is a link or a device, leaves the folder by
   *     its name, or is too large
   */
  static void unpack(Path archive, Path folder) throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        InputStream unpacked = limited(archive, new GZIPInputStream(file))) {
      TarReader tar = new TarReader(unpacked);
      for (TarReader.Entry entry = tar.next(); entry != null; entry = tar.next()) {
        String name = check(archive, entry);
        if (entry.isFile() && isWanted(name)) {
          Files.write(folder.resolve(name), tar.content(), StandardOpenOption.CREATE_NEW);
        }
      }
    } catch (FileAlreadyExistsException e) {
      throw new IOException(archive + " has " + e.getFile() + " twice", e);
    } catch (IOException | RuntimeException e) {
      String why = e.getMessage();
      throw why != null && why.startsWith(archive.toString()) && e instanceof IOException ours
          ? ours
          : new IOException(archive + " cannot be unpacked: " + e, e);
    }
  }

  private static InputStream limited(Path archive, InputStream unpacked) throws IOException {
    return BoundedInputStream.builder()
        .setInputStream(unpacked)
        .setMaxCount(LARGEST_ARCHIVE)
        .setOnMaxCount(
            (most, count) -> {
              throw new IOException(
                  archive + " unpacks to more than " + most + " bytes: it is not CIFAR-10's");
            })
        .get();
  }

  private static boolean isWanted(String name) {
    return Pictures.TRAIN_FILES.contains(name)
        || Pictures.TEST_FILE.equals(name)
        || Pictures.CLASSES_FILE.equals(name);
  }

  /** Returns the entry's name without folders. */
  private static String check(Path archive, TarReader.Entry entry) throws IOException {
    Path path = Path.of(entry.name());
    String wrong = null;
    if (path.isAbsolute() || path.normalize().startsWith("..")) {
      wrong = "leaves the folder it is unpacked to";
    } else if (!entry.isFolder() && !entry.isFile()) {
      wrong = "is a link or a device, must be a file";
    } else if (entry.size() > LARGEST_FILE) {
      wrong = "is larger than any file of CIFAR-10";
    } else if (path.getFileName() == null) {
      wrong = "has no name";
    }
    if (wrong != null) {
      throw new IOException("%s: entry %s %s".formatted(archive, entry.name(), wrong));
    }
    return path.getFileName().toString();
  }
}
