package cellwise.show;

import cellwise.runs.History;
import cellwise.runs.Journal;
import cellwise.runs.Note;
import cellwise.runs.Report;
import cellwise.runs.Run;
import cellwise.runs.Score;
import cellwise.runs.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jsoup.nodes.Element;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** What the journal knows of runs, as tables, charts and pages. */
public final class Runs {
  private Runs() {}

  /**
   * Returns a row for each run, the newest first, to be filtered and sorted: number, name, start,
   * minutes of work, state, last step, last total loss, tags, verdict, and for each data set and
   * kind of parameters that any of them was evaluated with the last precision, as {@code precision
   * on CIFAR-10 test, averaged}.
   */
  public static Table table(Journal journal) {
    return table(journal.toString(), journal.runs());
  }

  /** Returns the same for runs of a choice, in their order. */
  public static Table table(String title, List<Run> runs) {
    Table table =
        Table.create(
            title,
            LongColumn.create("run"),
            StringColumn.create("name"),
            StringColumn.create("started"),
            DoubleColumn.create("minutes"),
            StringColumn.create("state"),
            LongColumn.create("last step"),
            DoubleColumn.create("total_loss"),
            StringColumn.create("tags"),
            StringColumn.create("verdict"));
    for (Run run : runs) {
      table.longColumn("run").append(run.id());
      table.stringColumn("name").append(run.name());
      table.stringColumn("started").append(Report.time(run.started()));
      table.doubleColumn("minutes").append(run.worked().toMillis() / 60_000.0);
      table.stringColumn("state").append(run.state().toString());
      table.longColumn("last step").appendObj(boxed(run.lastStep()));
      table.doubleColumn("total_loss").append(run.last("total_loss")); // NaN counts as missing
      table.stringColumn("tags").append(String.join(", ", run.tags()));
      table.stringColumn("verdict").append(run.verdict().orElse(""));
    }
    table.doubleColumn("minutes").setPrintFormatter(Tables.decimals(1));
    table.doubleColumn("total_loss").setPrintFormatter(Tables.decimals(3));
    table.addColumns(precisions(runs));
    return table;
  }

  private static DoubleColumn[] precisions(List<Run> runs) {
    Map<String, DoubleColumn> columns = new TreeMap<>();
    for (int i = 0; i < runs.size(); i++) {
      for (Score score : runs.get(i).scores()) { // by step, so the last one stays
        String name = "precision on " + score.data() + ", " + score.parameters();
        columns
            .computeIfAbsent(name, column -> DoubleColumn.create(column, runs.size()))
            .set(i, score.precision());
      }
    }
    columns.values().forEach(column -> column.setPrintFormatter(Tables.decimals(3)));
    return columns.values().toArray(DoubleColumn[]::new);
  }

  /**
   * Returns the settings and surroundings in which runs differ, a row each and a column a run.
   *
   * @param runs two or more
   */
  public static Table differences(List<Run> runs) {
    List<Map<String, String>> all = runs.stream().map(Runs::everything).toList();
    TreeSet<String> names = new TreeSet<>();
    all.forEach(settings -> names.addAll(settings.keySet()));
    names.removeIf(
        name ->
            all.stream().map(settings -> settings.getOrDefault(name, "")).distinct().count() < 2);
    Table table =
        Table.create("What differs", StringColumn.create("setting", new ArrayList<>(names)));
    for (int i = 0; i < runs.size(); i++) {
      Map<String, String> settings = all.get(i);
      table.addColumns(
          StringColumn.create(
              label(runs.get(i)),
              names.stream().map(name -> settings.getOrDefault(name, "")).toList()));
    }
    return table;
  }

  private static Map<String, String> everything(Run run) {
    Map<String, String> all = new TreeMap<>(run.surroundings());
    all.putAll(run.settings());
    return all;
  }

  /**
   * Draws one number of several runs over their steps as they are in the journal now, with their
   * notes as numbered marks and the text below.
   *
   * @param tag such as {@code total_loss}
   * @param runs one or more
   */
  public static Figure chart(Journal journal, String tag, List<Run> runs) {
    return chart(tag, journal.histories(tag, runs));
  }

  static Figure chart(String tag, List<History> histories) {
    Figure chart = chartAlone(tag, histories);
    Element piece = Html.piece().append(chart.html());
    Element list = new Element("ol");
    for (History history : histories) {
      for (Note note : notesOfSteps(history.run())) {
        list.appendElement("li")
            .text(label(history.run()) + ", step " + note.step().orElseThrow())
            .append(Markdown.html(note.text()));
      }
    }
    if (list.childrenSize() > 0) {
      piece.appendChild(list);
    }
    return Figure.of(piece, chart.text());
  }

  /** The same without the text of the notes. */
  static Figure chartAlone(String tag, List<History> histories) {
    List<Run> runs = histories.stream().map(History::run).toList();
    boolean isOfOne = runs.stream().map(Runs::pictures).distinct().count() == 1;
    List<Curve> curves = new ArrayList<>();
    List<Double> marks = new ArrayList<>();
    for (History history : histories) {
      Run run = history.run();
      Series series = history.series(tag);
      String label = isOfOne ? label(run) : label(run) + " on " + data(run);
      curves.add(new Curve(label, series.steps(), series.values()));
      notesOfSteps(run).forEach(note -> marks.add((double) note.step().orElseThrow()));
    }
    boolean isKnown = isOfOne && runs.get(0).surroundings().containsKey("data");
    String title = isKnown ? tag + " on " + data(runs.get(0)).replaceAll(" \\(.*", "") : tag;
    return Charts.curves(title, "step", tag, curves, marks);
  }

  /** Pictures of one name may be others, or not as many. */
  private static List<String> pictures(Run run) {
    return List.of(data(run), run.surroundings().getOrDefault("data crc32c", ""));
  }

  private static String data(Run run) {
    return run.surroundings().getOrDefault("data", "unknown data");
  }

  private static List<Note> notesOfSteps(Run run) {
    return run.notes().stream().filter(note -> note.step().isPresent()).toList();
  }

  /**
   * Returns the run whose last evaluation of a kind is the best of all. Others are not compared: a
   * precision on another data set says nothing, and the best of many on one is picked by chance.
   *
   * @param data what was evaluated on, such as {@code CIFAR-10 test}
   * @param parameters {@code averaged} or {@code raw}
   * @param runs any number
   */
  public static Optional<Run> mostPrecise(String data, String parameters, List<Run> runs) {
    return runs.stream()
        .filter(run -> run.lastScore(data, parameters).isPresent())
        .max(
            Comparator.comparingDouble(
                run -> run.lastScore(data, parameters).orElseThrow().precision()));
  }

  /**
   * Returns the run that ended with the least of a number.
   *
   * @param tag such as {@code total_loss}
   * @param runs any number
   */
  public static Optional<Run> least(String tag, List<Run> runs) {
    return runs.stream()
        .filter(run -> Double.isFinite(run.last(tag)))
        .min(Comparator.comparingDouble(run -> run.last(tag)));
  }

  private static Long boxed(OptionalLong number) {
    return number.isPresent() ? number.getAsLong() : null;
  }

  /** Names may be alike, so the number is with them. */
  static String label(Run run) {
    return run.id() + " " + run.name();
  }
}
