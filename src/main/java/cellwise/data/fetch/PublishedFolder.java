package cellwise.data.fetch;

import cellwise.data.file.UserFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder of files that is published as an archive, and kept in the user's cache.
 *
 * @param dataSet what it is called
 * @param name of the folder, in the archive and in the cache
 * @param files those of it that are wanted
 * @param archive where it is to be had
 * @param cure what to do where it is not, begins with {@code set} or the like
 */
public record PublishedFolder(
    String dataSet, String name, Set<String> files, Download archive, String cure) {

  /**
   * Returns the folder in the user's cache, where it is fetched to the first time.
   *
   * @throws IOException if it cannot be fetched; the message says what to do
   */
  public Path kept() throws IOException {
    return keptIn(cache());
  }

  /** Returns the folder in a cache, where it is fetched to the first time. */
  public Path keptIn(Path cache) throws IOException {
    Path folder = cache.resolve(name);
    if (!Files.isDirectory(folder)) {
      fetch(folder);
    }
    return folder;
  }

  /** Returns it to be had from elsewhere. */
  public PublishedFolder from(Download other) {
    return new PublishedFolder(dataSet, name, files, other, cure);
  }

  /** Downloads and unpacks aside, then renames: the folder is there whole or not at all. */
  private void fetch(Path folder) throws IOException {
    Path aside = aside(folder.getParent());
    try {
      Path file = aside.resolve("archive.tar.gz");
      archive.to(file, System.err);
      Path unpacked = Files.createDirectory(aside.resolve("unpacked"));
      Archive.unpack(file, unpacked, this);
      Files.move(unpacked, folder, StandardCopyOption.ATOMIC_MOVE);
      System.err.println(dataSet + " is kept in " + folder);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      } // else another process was faster
    } catch (IOException e) {
      throw new IOException(e.getMessage() + ": " + cure, e);
    } finally {
      delete(aside);
    }
  }

  private Path aside(Path cache) throws IOException {
    try {
      return Files.createTempDirectory(Files.createDirectories(cache), "download");
    } catch (FileSystemException e) {
      throw new IOException(
          "%s cannot be written to (%s), and XDG_CACHE_HOME can name another folder: %s"
              .formatted(cache, UserFile.reason(e), cure),
          e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Path cache() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path caches =
        xdg != null && !xdg.isBlank()
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home"), ".cache");
    return caches.resolve("cellwise");
  }
}
