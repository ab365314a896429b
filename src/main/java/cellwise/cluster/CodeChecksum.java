package cellwise.cluster;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Tells one build of the code from another, whether it comes from a jar or a folder of classes. */
public final class CodeChecksum {
  private CodeChecksum() {}

  /**
   * Returns the CRC-32C of the jar that a class comes from, or of all files in its folder with
   * their names, 8 hexadecimal digits.
   *
   * @throws IOException if it cannot be read
   */
  public static String of(Class<?> type) throws IOException {
    try {
      return of(Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()));
    } catch (URISyntaxException | RuntimeException e) {
      throw new IOException("where %s comes from cannot be read: %s".formatted(type, e), e);
    }
  }

  static String of(Path root) throws IOException {
    CRC32C crc = new CRC32C();
    try (Stream<Path> below = Files.walk(root)) {
      List<Path> files = below.filter(Files::isRegularFile).sorted().toList();
      for (Path file : files) {
        crc.update(root.relativize(file).toString().replace('\\', '/').getBytes("UTF-8"));
        crc.update(Files.readAllBytes(file));
      }
    }
    return "%08x".formatted(crc.getValue());
  }
}
