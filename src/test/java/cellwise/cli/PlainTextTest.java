package cellwise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlainTextTest {
  @Test
  void leavesTextAsItIs() {
    String text = "größer 😀\tשלום\nsecond\r\nthird";
    assertThat(plain(text, StandardCharsets.UTF_8)).isEqualTo(text);
  }

  @Test
  void showsWhatWouldSteerATerminal() {
    assertThat(plain("\u001b[31m\u009b2J\u0007a\rb\u007f\u2066", StandardCharsets.UTF_8))
        .isEqualTo("\\u001b[31m\\u009b2J\\u0007a\\u000db\\u007f\\u2066");
  }

  @Test
  void showsWhatTheCharsetLacks() {
    assertThat(plain("größer 😀 \ud83d", Charset.forName("ISO-8859-1")))
        .isEqualTo("größer \\ud83d\\ude00 \\ud83d");
  }

  private static String plain(String text, Charset charset) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(new PlainText(out, charset));
    writer.print(text);
    writer.print(text.toCharArray());
    writer.flush();
    String twice = out.toString();
    assertThat(twice.substring(twice.length() / 2))
        .isEqualTo(twice.substring(0, twice.length() / 2));
    return twice.substring(0, twice.length() / 2);
  }
}
