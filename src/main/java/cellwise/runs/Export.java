package cellwise.runs;

import cellwise.summary.EventFile;
import cellwise.summary.Scalar;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A run for other programs, and for a report. */
public final class Export {
  private static final Gson JSON = new GsonBuilder().disableHtmlEscaping().create();

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

  private Export() {}

  /**
   * Returns its numbers as CSV (RFC 4180): {@code run,name,tag,step,value}, a line each. A name or
   * tag that a spreadsheet would take for a formula has an apostrophe before it.
   */
  public static String csv(Run run) {
    StringBuilder csv = new StringBuilder("run,name,tag,step,value\r\n");
    String start = run.id() + "," + quoted(run.name()) + ",";
    for (String tag : run.series()) {
      Series series = run.series(tag);
      for (int i = 0; i < series.steps().length; i++) {
        csv.append(start).append(quoted(tag)).append(',').append((long) series.steps()[i]);
        csv.append(',').append(series.values()[i]).append("\r\n");
      }
    }
    return csv.toString();
  }

  private static String quoted(String text) {
    boolean isFormula = !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0;
    return "\"" + (isFormula ? "'" : "") + text.replace("\"", "\"\"") + "\"";
  }

  /**
   * Returns everything as JSON Lines, an object each. {@code type} is {@code run}, {@code setting},
   * {@code note}, {@code evaluation}, {@code link} or {@code scalar}; a value that is no number is
   * left out, an infinite one is text.
   */
  public static String jsonLines(Run run) {
    List<Map<String, Object>> lines = new ArrayList<>();
    Map<String, Object> head = line("run", "id", run.id(), "name", run.name());
    head.put("state", run.state().name().toLowerCase(Locale.ROOT));
    head.put("started", run.started().toString());
    run.ended().ifPresent(ended -> head.put("ended", ended.toString()));
    run.reason().ifPresent(reason -> head.put("reason", reason));
    run.verdict().ifPresent(verdict -> head.put("verdict", verdict));
    head.put("tags", run.tags());
    lines.add(head);
    run.settings().forEach((name, value) -> lines.add(setting(name, value, true)));
    run.surroundings().forEach((name, value) -> lines.add(setting(name, value, false)));
    for (Note note : run.notes()) {
      Map<String, Object> line =
          line("note", "written", note.written().toString(), "text", note.text());
      note.step().ifPresent(step -> line.put("step", step));
      lines.add(line);
    }
    for (Score score : run.scores()) {
      Map<String, Object> line = line("evaluation", "step", score.step(), "data", score.data());
      line.put("parameters", score.parameters());
      line.put("precision", score.precision());
      lines.add(line);
    }
    run.links().forEach(link -> lines.add(line("link", "kind", link.kind(), "path", link.path())));
    for (String tag : run.series()) {
      Series series = run.series(tag);
      for (int i = 0; i < series.steps().length; i++) {
        Map<String, Object> line = line("scalar", "tag", tag, "step", (long) series.steps()[i]);
        line.put("value", jsonNumber(series.values()[i]));
        lines.add(line);
      }
    }
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(JSON.toJson(line)).append('\n'));
    return text.toString();
  }

  private static Map<String, Object> setting(String name, String value, boolean isGiven) {
    Map<String, Object> line = line("setting", "name", name, "value", value);
    line.put("is_given", isGiven);
    return line;
  }

  private static Map<String, Object> line(
      String type, String one, Object value, String two, Object other) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("type", type);
    line.put(one, value);
    line.put(two, other);
    return line;
  }

  private static Object jsonNumber(double value) {
    if (Double.isNaN(value)) {
      return null;
    }
    return Double.isInfinite(value) ? String.valueOf(value) : (Object) value;
  }

  /**
   * Returns a moment as reports and pages show it: as the clocks here do, and how far those are
   * from UTC, such as {@code 2026-11-28 06:04:16 +01:00}.
   */
  public static String time(Instant instant) {
    return TIME.format(instant.atZone(ZoneId.systemDefault()));
  }

  /** Returns a report in Markdown: everything but the numbers of each step, of which the last. */
  public static String markdown(Run run) {
    StringBuilder text = new StringBuilder();
    text.append("# ").append(run.name().replaceAll("\\R", " ")).append("\n\n");
    text.append("Run ").append(run.id()).append(", ");
    text.append(run.state().name().toLowerCase(Locale.ROOT));
    text.append(", started ").append(time(run.started()));
    run.ended().ifPresent(ended -> text.append(", ended ").append(time(ended)));
    run.reason().ifPresent(reason -> text.append(": ").append(reason));
    text.append(".\n");
    if (!run.tags().isEmpty()) {
      text.append("\nTags: ").append(String.join(", ", run.tags())).append("\n");
    }
    run.verdict().ifPresent(verdict -> text.append("\n**Verdict:** ").append(verdict).append("\n"));
    if (!run.notes().isEmpty()) {
      text.append("\n## Notes\n");
    }
    for (Note note : run.notes()) {
      String of = note.step().isPresent() ? ", step " + note.step().getAsLong() : "";
      text.append("\n*")
          .append(time(note.written()))
          .append(of)
          .append("*\n\n")
          .append(note.text())
          .append("\n");
    }
    Map<String, String> scores = new LinkedHashMap<>();
    run.scores()
        .forEach(
            score ->
                scores.put(
                    String.format(
                        Locale.ROOT,
                        "after %,d steps, %s, %s",
                        score.step(),
                        score.data(),
                        score.parameters()),
                    String.format(Locale.ROOT, "%.3f", score.precision())));
    table(text, "Evaluations", "precision @ 1", scores);
    table(text, "Settings", "value", run.settings());
    Map<String, String> last = new TreeMap<>();
    run.series().forEach(tag -> last.put(tag, "" + (float) run.series(tag).last()));
    table(text, "Last numbers", "value", last);
    table(text, "Surroundings", "value", run.surroundings());
    Map<String, String> links = new LinkedHashMap<>();
    run.links().forEach(link -> links.merge(link.path(), link.kind(), (a, b) -> a + ", " + b));
    table(text, "Files", "kind", links);
    return text.toString();
  }

  private static void table(
      StringBuilder text, String title, String column, Map<String, String> rows) {
    if (rows.isEmpty()) {
      return;
    }
    text.append("\n## ")
        .append(title)
        .append("\n\n| | ")
        .append(column)
        .append(" |\n| --- | --- |\n");
    rows.forEach(
        (name, value) ->
            text.append("| ").append(cell(name)).append(" | ").append(cell(value)).append(" |\n"));
  }

  private static String cell(String text) {
    return text.replace("\\", "\\\\").replace("|", "\\|").replaceAll("\\R", " ");
  }

  /**
   * Writes its numbers into an event file, for TensorBoard.
   *
   * @param folder made if it is not there
   * @return the file
   * @throws IOException if it has event files already, as the run's own folder
   */
  public static Path tensorBoard(Run run, Path folder) throws IOException {
    Map<Long, List<Scalar>> steps = new TreeMap<>();
    for (String tag : run.series()) {
      Series series = run.series(tag);
      for (int i = 0; i < series.steps().length; i++) {
        steps
            .computeIfAbsent((long) series.steps()[i], step -> new ArrayList<>())
            .add(new Scalar(tag, (float) series.values()[i]));
      }
    }
    try (EventFile events = EventFile.aloneIn(folder)) {
      steps.forEach(events::write);
      return events.file();
    }
  }
}
