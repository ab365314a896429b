package cellwise.kernel.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.ZipFile;

/** Which version of a class file was loaded: a loader keeps it, whatever is added later. */
final class LoadedClasses {
  /** Checksums as in jars, by file names as in jars. */
  private final Map<String, Long> sums = new ConcurrentHashMap<>();

  /** Notes a class file that is loaded. */
  void add(String file, byte[] bytes) {
    sums.put(file, sum(bytes));
  }

  /**
   * The first file that a directory or jar has in another version, if there is one.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  Optional<String> otherThanIn(Path path) {
    try {
      return Files.isDirectory(path) ? otherInDirectory(path) : otherInJar(path);
    } catch (IOException e) {
      throw new UncheckedIOException(path + " cannot be read", e);
    }
  }

  private Optional<String> otherInJar(Path path) throws IOException {
    try (JarFile jar =
        new JarFile(path.toFile(), false, ZipFile.OPEN_READ, JarFile.runtimeVersion())) {
      for (String file : sums.keySet()) {
        JarEntry entry = jar.getJarEntry(file);
        if (entry != null && isOther(file, entry.getCrc())) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> otherInDirectory(Path path) throws IOException {
    for (String name : sums.keySet()) {
      Path file = path.resolve(name);
      if (Files.isRegularFile(file) && isOther(name, sum(Files.readAllBytes(file)))) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private boolean isOther(String file, long sum) {
    return sums.get(file) != sum;
  }

  private static long sum(byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return sum.getValue();
  }
}
