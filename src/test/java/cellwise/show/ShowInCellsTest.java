package cellwise.show;

import static org.assertj.core.api.Assertions.assertThat;

import cellwise.data.Shapes10;
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.execution.LocalExecutionControlProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Figures in cells of a kernel that knows nothing of this library. */
class ShowInCellsTest {
  private final JShell shell =
      JShell.builder().executionEngine(new LocalExecutionControlProvider(), Map.of()).build();

  @BeforeEach
  void runTheFirstCell() throws IOException {
    shell.addToClasspath(System.getProperty("java.class.path"));
    run("import java.util.*;");
    run("import cellwise.data.*;");
    run("import cellwise.show.*;");
    run("import tech.tablesaw.api.*;");
    run("import static cellwise.show.StockKernel.display;");
    run(lineOfTheQuickStart());
  }

  @AfterEach
  void close() {
    shell.close();
  }

  @Test
  void areShownByTheLineThatNotebooksBeginWith() {
    String places = "new double[] {0, 1, 2}";
    List<Figure> figures =
        List.of(
            PictureGrid.of(Shapes10.open(10).train(), 3),
            Charts.lines("t", "x", "y", new double[] {0, 1, 2}, Map.of("a", new double[3])),
            Tables.of(Table.create("t < u", StringColumn.create("c", "é"))));
    List<String> cells =
        List.of(
            "show(PictureGrid.of(Shapes10.open(10).train(), 3));",
            "show(Charts.lines(\"t\", \"x\", \"y\", "
                + places
                + ", Map.of(\"a\", new double[3])));",
            "show(Tables.of(Table.create(\"t < u\", StringColumn.create(\"c\", \"é\"))));");
    for (int i = 0; i < cells.size(); i++) {
      run(cells.get(i));
      JsonElement html = StockKernel.sent().get("text/html");
      assertThat(html.isJsonPrimitive()).as("text, as front ends want it").isTrue();
      assertThat(html.getAsString()).isEqualTo(figures.get(i).html());
    }
  }

  /** Why the line is needed: such a kernel has no rule for a figure. */
  @Test
  void areWordsWhereTheyAreGivenToTheKernelAsTheyAre() {
    run("display(new Figure(\"<b>b</b>\", \"a word\"), \"text/html\");");
    JsonObject sent = StockKernel.sent();
    assertThat(sent.keySet()).containsExactly("text/plain");
    assertThat(sent.get("text/plain").getAsString()).isEqualTo("a word");
  }

  private void run(String source) {
    List<SnippetEvent> events = shell.eval(source);
    assertThat(events)
        .as(source)
        .allMatch(event -> event.status() == Snippet.Status.VALID && event.exception() == null);
  }

  private static String lineOfTheQuickStart() throws IOException {
    String notebook = Files.readString(Path.of("notebooks/00-quickstart.ipynb"));
    JsonArray cells = new Gson().fromJson(notebook, JsonObject.class).getAsJsonArray("cells");
    return StreamSupport.stream(cells.spliterator(), false)
        .flatMap(
            c ->
                StreamSupport.stream(
                    c.getAsJsonObject().getAsJsonArray("source").spliterator(), false))
        .map(JsonElement::getAsString)
        .filter(line -> line.startsWith("void show("))
        .findFirst()
        .orElseThrow()
        .strip();
  }
}
