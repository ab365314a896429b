package cellwise.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MagicCallsTest {
  @Test
  void runWhateverACellDeclares(@TempDir Path directory) throws Exception {
    KernelClient client = new KernelClient(directory);
    try {
      client.reply(client.execute("int java = 1, cellwise = 2;\nvoid cellwise() {}"));
      client.reply(client.execute("class cellwise {}\nclass CellFunctions {}\nclass String {}"));
      client.reply(client.execute("void lineMagic(int a) {}\nvoid cellMagic(int a) {}"));

      assertThat(client.result("%jars no/such/*.jar", "text/plain")).isEqualTo("[]");
      assertThat(client.result("var jars = %jars no/such/*.jar\njars", "text/plain"))
          .isEqualTo("[]");
      assertThat(client.reply(client.execute("%%loadFromPOM\n<a")).text("ename"))
          .isNotEqualTo("CompilationException");
    } finally {
      client.shutDown();
    }
  }
}
