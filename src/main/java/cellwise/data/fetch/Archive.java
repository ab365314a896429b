package cellwise.data.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.GZIPInputStream;

/** Unpacks the archive of a published folder, and trusts nothing in it. */
final class Archive {
  /** Bytes unpacked; the files of CIFAR-10 have 184,400,000, those of CIFAR-100 184,440,000. */
  static final long LARGEST = 200_000_000;

  private Archive() {}

  /**
   * Writes the files that are wanted of a {@code .tar.gz} straight into a folder, whatever folder
   * they have in the archive. Other files are left out.
   *
   * @throws IOException if it is broken, or an entry is a link or a device, leaves the folder by
   *     its name, or is too large
   */
  static void unpack(Path archive, Path folder, PublishedFolder wanted) throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive))) {
      TarReader tar = new TarReader(new GZIPInputStream(file), LARGEST);
      for (TarReader.Entry entry = tar.next(); entry != null; entry = tar.next()) {
        String name = check(archive, entry);
        if (entry.isFile() && wanted.files().contains(name)) {
          try (OutputStream out =
              Files.newOutputStream(folder.resolve(name), StandardOpenOption.CREATE_NEW)) {
            tar.copyTo(out);
          }
        }
      }
    } catch (TarReader.TooLargeException e) {
      throw new IOException(
          "%s %s: it is not %s's".formatted(archive, e.getMessage(), wanted.dataSet()), e);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(archive + " has " + e.getFile() + " twice", e);
    } catch (IOException | RuntimeException e) {
      String why = e.getMessage();
      throw why != null && why.startsWith(archive.toString()) && e instanceof IOException ours
          ? ours
          : new IOException(archive + " cannot be unpacked: " + e, e);
    }
  }

  /** Returns the entry's name without folders. */
  private static String check(Path archive, TarReader.Entry entry) throws IOException {
    Path path = Path.of(entry.name());
    String wrong = null;
    if (path.isAbsolute() || path.normalize().startsWith("..")) {
      wrong = "leaves the folder it is unpacked to";
    } else if (!entry.isFolder() && !entry.isFile()) {
      wrong = "is a link or a device, must be a file";
    } else if (path.getFileName() == null) {
      wrong = "has no name";
    }
    if (wrong != null) {
      throw new IOException("%s: entry %s %s".formatted(archive, entry.name(), wrong));
    }
    return path.getFileName().toString();
  }
}
