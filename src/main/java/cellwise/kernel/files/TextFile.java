package cellwise.kernel.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text that users wrote, with whatever editor: UTF-8, with a byte-order mark or without. */
public final class TextFile {
  private static final String MARK = "\uFEFF";

  private TextFile() {}

  /**
   * The text of a file, without its byte-order mark.
   *
   * @throws IOException if the file cannot be read or is not UTF-8; the message names file, byte
   *     and cure
   */
  public static String read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    CharBuffer text = CharBuffer.allocate(bytes.capacity());
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder(); // which reports what is none
    CoderResult result = decoder.decode(bytes, text, true);
    if (result.isError()) {
      throw new IOException(
          "%s is not UTF-8, see its byte 0x%02X at offset %s: save it as UTF-8"
              .formatted(file, bytes.get(bytes.position()), bytes.position()));
    }
    return withoutMark(text.flip().toString());
  }

  /** Text without its byte-order mark, which is no character of it. */
  public static String withoutMark(String text) {
    return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
  }
}
