package cellwise.show;

import static org.assertj.core.api.Assertions.assertThat;

import cellwise.data.Shapes10;
import cellwise.eval.Evaluation;
import cellwise.runs.Journal;
import cellwise.runs.Run;
import cellwise.runs.RunWriter;
import cellwise.summary.Scalar;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class RunsTest {
  @TempDir Path folder;
  private Journal journal;

  @BeforeEach
  void record() {
    journal = Journal.open(folder.resolve("journal.db"));
    record("slow", 0.01, 4, 3);
    journal
        .annotate(record("fast", 0.1, 4, 1))
        .note(10, "a <b>drop</b> at *once* [x](javascript:alert(1))");
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private Run record(String name, double rate, float first, float last) {
    try (RunWriter run = journal.start(name, Map.of("rate", rate, "batch size", 128))) {
      run.write(0, List.of(new Scalar("total_loss", first), new Scalar("total_loss (raw)", first)));
      run.write(10, List.of(new Scalar("total_loss", last), new Scalar("total_loss (raw)", last)));
      return run.run();
    }
  }

  /** So many of ten pictures right. */
  private void evaluated(String name, long step, String data, String parameters, int right) {
    int[][] confusion = {{right, 10 - right}, {0, 0}};
    try (RunWriter run = journal.resume(journal.run(name))) {
      run.evaluated(step, parameters, new Evaluation(data, List.of("a", "b"), confusion));
    }
  }

  @Test
  void areATableToSortAndFilter() {
    Table table = Runs.table(journal);
    assertThat(table.stringColumn("name").asList()).containsExactly("fast", "slow");
    assertThat(table.sortOn("total_loss").stringColumn("name").get(0)).isEqualTo("fast");
    assertThat(table.where(table.longColumn("last step").isEqualTo(10)).rowCount()).isEqualTo(2);
    assertThat(table.columnNames()).noneMatch(name -> name.startsWith("precision"));
    assertThat(table.doubleColumn("minutes").get(0)).isBetween(0.0, 1.0);
    assertThat(table.stringColumn("started").get(0))
        .matches("[0-9-]{10} [0-9:]{8} [+-][0-9]{2}:[0-9]{2}");
    assertThat(table.stringColumn("state").asList()).containsOnly("finished");
  }

  @Test
  void differInWhatTheirSettingsDiffer() {
    Table differences = Runs.differences(List.of(journal.run("slow"), journal.run("fast")));
    assertThat(differences.columnNames()).containsExactly("setting", "1 slow", "2 fast");
    assertThat(differences.stringColumn("setting").asList()).containsExactly("rate");
    assertThat(differences.get(0, 2)).isEqualTo("0.1");
  }

  @Test
  void areDrawnWithTheirNotesBelow() {
    Figure chart = Runs.chart(journal, "total_loss", journal.runs());
    assertThat(chart.text()).isEqualTo("total_loss: 2 fast, 1 slow over step");
    assertThat(chart.html())
        .contains("<ol><li>2 fast, step 10<p>a &lt;b&gt;drop&lt;/b&gt; at <em>once</em>")
        .doesNotContain("javascript:");
  }

  @Test
  void haveABestByOneMeasureOnOneDataSet() {
    assertThat(Runs.least("total_loss", journal.runs()).orElseThrow().name()).isEqualTo("fast");
    assertThat(Runs.mostPrecise("photos", "averaged", journal.runs())).isEmpty();
    evaluated("fast", 10, "photos", "averaged", 7);
    evaluated("slow", 5, "photos", "averaged", 9); // its peak, but not its end
    evaluated("slow", 10, "photos", "averaged", 6);
    evaluated("slow", 10, "photos", "raw", 8);
    evaluated("slow", 10, "drawings", "averaged", 10);
    assertThat(best("photos", "averaged")).isEqualTo("fast");
    assertThat(best("photos", "raw")).isEqualTo("slow");
    assertThat(best("drawings", "averaged")).isEqualTo("slow");

    Table table = Runs.table(journal);
    assertThat(table.columnNames())
        .endsWith(
            "precision on drawings, averaged",
            "precision on photos, averaged",
            "precision on photos, raw");
    assertThat(table.doubleColumn("precision on photos, averaged").asList())
        .containsExactly(0.7, 0.6);
    assertThat(table.doubleColumn("precision on drawings, averaged").isMissing(0)).isTrue();
  }

  private String best(String data, String parameters) {
    return Runs.mostPrecise(data, parameters, journal.runs()).orElseThrow().name();
  }

  @Test
  void sayInAChartOnWhichPicturesEachWas() {
    try (RunWriter slow = journal.resume(journal.run("slow"));
        RunWriter fast = journal.resume(journal.run("fast"))) {
      slow.on(Shapes10.open(20).train());
      assertThat(Runs.chart(journal, "total_loss", journal.runs()).text())
          .isEqualTo(
              "total_loss: 2 fast on unknown data, 1 slow on Shapes-10 train (100 pictures) over step");
      fast.on(Shapes10.open(20).train());
      assertThat(Runs.chart(journal, "total_loss", journal.runs()).text())
          .isEqualTo("total_loss on Shapes-10 train: 2 fast, 1 slow over step");
      fast.on(Shapes10.open(30).train());
      assertThat(Runs.chart(journal, "total_loss", journal.runs()).text())
          .contains("1 slow on Shapes-10 train (100 pictures)");
    }
  }

  @Test
  void loadNothingWhenTheirPageIsOpened() {
    journal
        .annotate(journal.run("fast"))
        .note("![a *b*](https://example.org/track.png \"t\") ![](//example.org/x.png)")
        .note("![dot](data:image/png;base64,AAAA) <img src=https://example.org/y.png>")
        .note("[![badge](http://example.org/z.svg)](https://example.org) ![s](data:text/html,x)")
        .verdict("![v](ftp://example.org/v.png)");
    String page = RunPage.page(journal.history(journal.run("fast")));
    assertThat(page)
        .contains("Content-Security-Policy\" content=\"default-src 'none';")
        .contains(">a <em>b</em></a>", ">//example.org/x.png</a>")
        .contains("<img src=\"data:image/png;base64,AAAA\" alt=\"dot\">")
        .contains(">badge</a>", "&lt;img src=https");
    assertThat(page.replace("<img src=\"data:image/png;base64,", ""))
        .doesNotContain("<img src", "data:text");
  }

  @Test
  void haveAPageWithEverythingAndNoScript() {
    journal.annotate(journal.run("fast")).tag("<script>").verdict("# keep").note("1 < 2");
    String page = RunPage.page(journal.history(journal.run("fast")));
    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .contains("<title>2 fast</title>", "<td>rate</td><td>0.1</td>", "Tags: &lt;script&gt;")
        .contains("<h1>keep</h1>", "alt=\"total_loss: 2 fast over step\"", "<p>1 &lt; 2</p>")
        .doesNotContain("<script", "total_loss (raw): ");
    assertThat(RunPage.comparison("total_loss", journal.histories("total_loss", journal.runs())))
        .contains("<td", "2 fast");
  }
}
