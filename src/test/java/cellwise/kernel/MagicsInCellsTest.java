package cellwise.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import cellwise.kernel.KernelClient.Answer;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MagicsInCellsTest {
  @TempDir static Path directory;
  private static KernelClient client;

  @BeforeAll
  static void start() throws Exception {
    client = new KernelClient(directory);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    client.shutDown();
  }

  private static Answer shown(String code, String type) {
    return client.await(client.execute(code), a -> a.type().equals(type) || KernelClient.isIdle(a));
  }

  private static String data(Answer shown, String mime) {
    return shown.content().getAsJsonObject("data").get(mime).getAsString();
  }

  @Test
  void runAfterAnImportWithAnotherList() throws Exception {
    Path jar = directory.resolve("a b.jar");
    new JarOutputStream(Files.newOutputStream(jar), new Manifest()).close();
    client.reply(client.execute("import java.awt.*;"));

    assertThat(client.result("%jars \"" + directory + "/*.jar\"", "text/plain"))
        .isEqualTo("[" + jar + "]");
    assertThat(
            client.result(
                "java.util.List<String> jars = %classpath " + directory + "\njars.size()",
                "text/plain"))
        .isEqualTo("1");
  }

  @Test
  void loadANotebookWithMagicsAndTellItsErrors() throws Exception {
    Files.writeString(
        directory.resolve("a.jsh"), "int loaded = 1;\nint twice() { return 2 * loaded; }");
    String good = "%load " + directory.resolve("a");
    Files.writeString(
        directory.resolve("n.ipynb"),
        "{\"cells\": [{\"cell_type\": \"code\", \"source\": \""
            + good
            + "\"},"
            + "{\"cell_type\": \"code\", \"source\": [\"loaded++;\\n\", \"loaded / 0\"]}]}");

    Answer error = client.reply(client.execute("int before;\n%load " + directory.resolve("n")));
    assertThat(error.text("ename")).isEqualTo("java.lang.ArithmeticException");
    assertThat(error.content().get("traceback").toString())
        .contains("n.ipynb, code cell 2, line 2");
    assertThat(client.result("twice()", "text/plain")).isEqualTo("4");
  }

  @Test
  void canBeRegisteredByCells() {
    client.reply(
        client.execute(
            "import io.github.spencerpark.ijava.IJava;\n"
                + "import io.github.spencerpark.jupyter.kernel.magic.registry.*;\n"
                + "public class My { @LineMagic public int count(java.util.List<String> l) {"
                + "return l.size(); }\n"
                + "@CellMagic public String shout(java.util.List<String> l, String body) {"
                + "return body.toUpperCase(); } }\n"
                + "IJava.getKernelInstance().getMagics().registerMagics(new My());"));

    assertThat(client.result("%count a b", "text/plain")).isEqualTo("2");
    assertThat(client.result("%%shout\na\n%b", "text/plain")).isEqualTo("A\n%B");
    assertThat(client.result("lineMagic(\"count\", java.util.List.of())", "text/plain"))
        .isEqualTo("0");
  }

  @Test
  void tellWhichMagicIsUnknown() {
    Answer error = client.reply(client.execute("%unheardOf a"));

    assertThat(error.text("evalue")).contains("unheardOf");
  }

  @Test
  void makeACellComplete() {
    Answer answer =
        client.reply(
            client.send("is_complete_request", java.util.Map.of("code", "%maven a:b:1\nint i;")));

    assertThat(answer.text("status")).isEqualTo("complete");
  }

  @Test
  void leaveIJavasWaysToShowThings() throws Exception {
    String image =
        "new java.awt.image.BufferedImage(5, 3, java.awt.image.BufferedImage.TYPE_INT_ARGB)";
    for (String mime : new String[] {"image/png", "image/jpeg", "image/gif"}) {
      Answer shown = shown("display(" + image + ", \"" + mime + "\")", "display_data");
      byte[] bytes = Base64.getDecoder().decode(data(shown, mime));
      assertThat(ImageIO.read(new ByteArrayInputStream(bytes)).getWidth()).isEqualTo(5);
    }
    for (String mime :
        new String[] {
          "text/html",
          "text/markdown",
          "text/latex",
          "image/svg+xml",
          "application/javascript",
          "text/css"
        }) {
      assertThat(data(shown("display(\"a\", \"" + mime + "\")", "display_data"), mime))
          .isEqualTo("a");
    }
    assertThat(data(shown("display(null)", "display_data"), "text/plain")).isEqualTo("null");
    assertThat(client.result("new java.io.ByteArrayInputStream(new byte[9])", "text/plain"))
        .startsWith("java.io.ByteArrayInputStream@");
    assertThat(client.result("new java.net.URL(\"http://a/?b&c\")", "text/html"))
        .isEqualTo("<a href=\"http://a/?b&amp;c\">http://a/?b&amp;c</a>");
  }

  @Test
  void useRenderersThatCellsRegister() {
    client.reply(
        client.execute(
            "import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;\n"
                + "record Point(int x) {}\n"
                + "getKernelInstance().getRenderer().createRegistration(Point.class)"
                + ".preferring(MIMEType.TEXT_HTML).supporting(MIMEType.TEXT_LATEX)"
                + ".register((p, context) -> { context.renderIfRequested(MIMEType.TEXT_HTML,"
                + " () -> \"<b>\" + p.x() + \"</b>\"); });"));

    assertThat(client.result("new Point(4)", "text/html")).isEqualTo("<b>4</b>");
  }
}
