package cellwise.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.summary.EventFile;
import cellwise.summary.Scalar;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;

class ExportTest {
  @TempDir Path folder;

  private History run() {
    Journal journal = Journal.open(folder.resolve("journal.db"));
    try (RunWriter run = journal.start("a \"b\", c", Map.of("rate", 0.1))) {
      run.write(0, List.of(new Scalar("loss", 1.5f), new Scalar("bad", Float.NaN)));
      run.write(10, List.of(new Scalar("loss", 0.5f), new Scalar("bad", Float.POSITIVE_INFINITY)));
      run.annotate().note(10, "half | way").note("two\nlines");
    }
    return journal.history(journal.run("1"));
  }

  /** Read by Tablesaw. */
  @Test
  void isCsv() {
    StringReader csv = new StringReader(Export.csv(run()));
    Table table = Table.read().usingOptions(CsvReadOptions.builder(csv));
    assertThat(table.columnNames()).containsExactly("run", "name", "tag", "step", "value");
    assertThat(table.rowCount()).isEqualTo(4);
    assertThat(table.getString(0, "name")).isEqualTo("a \"b\", c");
    assertThat(table.where(table.stringColumn("tag").isEqualTo("loss")).getString(1, "value"))
        .isEqualTo("0.5");
  }

  @Test
  void isAnObjectALine() {
    List<JsonObject> lines =
        Export.jsonLines(run())
            .lines()
            .map(line -> new Gson().fromJson(line, JsonObject.class))
            .toList();
    assertThat(lines.get(0).get("type").getAsString()).isEqualTo("run");
    assertThat(lines.get(0).get("state").getAsString()).isEqualTo("finished");
    List<JsonObject> scalars =
        lines.stream().filter(line -> line.get("type").getAsString().equals("scalar")).toList();
    assertThat(scalars).hasSize(4);
    assertThat(scalars.get(0).toString())
        .isEqualTo("{\"type\":\"scalar\",\"tag\":\"bad\",\"step\":0}");
    assertThat(scalars.get(1).get("value").getAsString()).isEqualTo("Infinity");
    assertThat(scalars.get(3).get("value").getAsDouble()).isEqualTo(0.5);
    assertThat(lines)
        .filteredOn(line -> line.get("type").getAsString().equals("note"))
        .extracting(line -> line.get("text").getAsString())
        .containsExactly("half | way", "two\nlines");
  }

  @Test
  void isAReport() {
    assertThat(Report.markdown(run().run()))
        .startsWith("# a \"b\", c\n\nRun 1, finished, started ")
        .contains("step 10*\n\nhalf | way\n", "| rate | 0.1 |", "| loss | 0.5 |");
  }

  /** A spreadsheet would run it. */
  @Test
  void holdsNoFormula() {
    try (Journal journal = Journal.open(folder.resolve("journal.db"))) {
      RunWriter run = journal.start("=HYPERLINK(\"http://example.org\")", Map.of());
      run.write(0, List.of(new Scalar("@a", -1), new Scalar("-b", 2)));
      run.close();
      assertThat(Export.csv(journal.history(run.run())).lines().skip(1))
          .containsExactly(
              "1,\"'=HYPERLINK(\"\"http://example.org\"\")\",\"'-b\",0,2.0",
              "1,\"'=HYPERLINK(\"\"http://example.org\"\")\",\"'@a\",0,-1.0");
    }
  }

  @Test
  void isTheSameInEveryLanguageAndSaysItsTimeZone() {
    Locale before = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));
    try {
      Run run = run().run();
      assertThat(Report.markdown(run)).startsWith("# a \"b\", c\n\nRun 1, finished, started 20");
      assertThat(Report.time(Instant.ofEpochSecond(0))).isEqualTo("1970-01-01 05:30:00 +05:30");
      assertThat(Report.markdown(run)).contains(" +05:30, ended ", " +05:30, step 10*");
      assertThat(run).hasToString("run 1, a \"b\", c, finished");
    } finally {
      Locale.setDefault(before);
      TimeZone.setDefault(zone);
    }
  }

  @Test
  void hasAHeadingOfOneLine() {
    try (Journal journal = Journal.open(folder.resolve("journal.db"))) {
      RunWriter run = journal.start("a\n# b", Map.of());
      run.close();
      assertThat(Report.markdown(run.run())).startsWith("# a # b\n\nRun 1");
    }
  }

  @Test
  void isNotMixedIntoTheEventsOfATraining() throws IOException {
    EventFile.in(folder.resolve("run")).close();
    assertThatThrownBy(() -> Export.tensorBoard(run(), folder.resolve("run")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("run has events already, events.out.tfevents.");
    assertThat(folder.resolve("run").toFile().list()).hasSize(1);
  }
}
