package cellwise.data;

import cellwise.data.file.UserFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A file with the names of classes, in UTF-8, one a line. */
final class ClassNames {
  private static final int LONGEST = 10_000;

  private ClassNames() {}

  /**
   * Reads it.
   *
   * @param otherwise the names where there is no such file; as many must be in one
   */
  static List<String> read(Path file, List<String> otherwise) throws IOException {
    if (!UserFile.isThere(file)) {
      return otherwise;
    }
    List<String> names =
        text(file).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (names.size() != otherwise.size()) {
      throw new IOException(
          "%s names %d classes, must name %d, one a line"
              .formatted(file, names.size(), otherwise.size()));
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IOException(file + " names " + name + " twice, must name each class once");
      }
    }
    return names;
  }

  /** Windows' editors begin a text with a byte-order mark. */
  private static String text(Path file) throws IOException {
    try (FileChannel channel = UserFile.open(file)) {
      if (channel.size() > LONGEST) {
        throw new IOException(
            "%s has %d bytes, must have at most %d: one name a line"
                .formatted(file, channel.size(), LONGEST));
      }
      ByteBuffer bytes = ByteBuffer.wrap(Channels.newInputStream(channel).readAllBytes());
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not in UTF-8: save it as UTF-8", e);
    }
  }
}
