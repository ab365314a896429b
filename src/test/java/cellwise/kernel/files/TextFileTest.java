package cellwise.kernel.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
  @TempDir Path directory;

  private Path write(String text, Charset charset) throws IOException {
    return Files.writeString(directory.resolve("a.java"), text, charset);
  }

  @Test
  void dropsAByteOrderMarkAndNothingElse() throws IOException {
    assertThat(TextFile.read(write("\uFEFFint ü; // 😀\n", UTF_8))).isEqualTo("int ü; // 😀\n");
    assertThat(TextFile.read(write("a\uFEFF", UTF_8))).isEqualTo("a\uFEFF");
    assertThat(TextFile.read(write("", UTF_8))).isEmpty();
  }

  @Test
  void refusesAnotherEncodingWithFilePlaceAndCure() throws IOException {
    Path file = write("// größer", ISO_8859_1);
    assertThatThrownBy(() -> TextFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " is not UTF-8, see its byte 0xF6 at offset 5: save it as UTF-8");

    write("\uFEFFint i;", UTF_16LE);
    assertThatThrownBy(() -> TextFile.read(file)).hasMessageContaining("byte 0xFF at offset 0");
    Files.write(file, new byte[] {'a', (byte) 0xC3});
    assertThatThrownBy(() -> TextFile.read(file)).hasMessageContaining("byte 0xC3 at offset 1");
  }
}
