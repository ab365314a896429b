package cellwise.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;

/**
 * Writes text so that it is only read: a character that would steer the terminal, turn the order of
 * others, or that the charset lacks, is written as {@code \}{@code u001b}. Names, notes and tags
 * come from anywhere.
 */
final class PlainText extends FilterWriter {
  private final CharsetEncoder encoder;

  PlainText(Writer out, Charset charset) {
    super(out);
    encoder = charset.newEncoder();
  }

  @Override
  public void write(int c) throws IOException {
    write(String.valueOf((char) c), 0, 1);
  }

  @Override
  public void write(char[] chars, int offset, int length) throws IOException {
    write(new String(chars), offset, length);
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    out.write(plain(text.substring(offset, offset + length)));
  }

  private String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      String character = Character.toString(text.codePointAt(i));
      if (isPlain(text, i) && encoder.canEncode(character)) {
        plain.append(character);
      } else {
        character.chars().forEach(unit -> plain.append("\\u%04x".formatted(unit)));
      }
    }
    return plain.toString();
  }

  private static boolean isPlain(String text, int i) {
    char c = text.charAt(i);
    if (c == '\r') {
      return text.startsWith("\n", i + 1);
    }
    boolean turnsOrder = c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069';
    return c == '\n' || c == '\t' || !Character.isISOControl(c) && !turnsOrder;
  }
}
