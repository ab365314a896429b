package cellwise.runs;

import cellwise.summary.EventFile;
import cellwise.summary.Scalar;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.univocity.parsers.csv.CsvWriter;
import com.univocity.parsers.csv.CsvWriterSettings;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A run for other programs. */
public final class Export {
  private static final Gson JSON = new GsonBuilder().disableHtmlEscaping().create();

  private Export() {}

  /**
   * Returns a run's numbers as CSV (RFC 4180): {@code run,name,tag,step,value}, a line each. A name
   * or tag that a spreadsheet would take for a formula has an apostrophe before it.
   */
  public static String csv(History history) {
    CsvWriterSettings settings = new CsvWriterSettings();
    settings.getFormat().setLineSeparator("\r\n");
    settings.setNormalizeLineEndingsWithinQuotes(false);
    settings.setIgnoreLeadingWhitespaces(false);
    settings.setIgnoreTrailingWhitespaces(false);
    settings.quoteIndexes(1, 2);
    StringWriter text = new StringWriter().append("run,name,tag,step,value\r\n");
    CsvWriter csv = new CsvWriter(text, settings);
    String name = harmless(history.run().name());
    for (Series series : history.series()) {
      String tag = harmless(series.tag());
      for (int i = 0; i < series.steps().length; i++) {
        csv.writeRow(history.run().id(), name, tag, (long) series.steps()[i], series.values()[i]);
      }
    }
    csv.close();
    return text.toString();
  }

  private static String harmless(String text) {
    boolean isFormula = !text.isEmpty() && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0;
    return isFormula ? "'" + text : text;
  }

  /**
   * Returns everything as JSON Lines, an object each. {@code type} is {@code run}, {@code setting},
   * {@code note}, {@code evaluation}, {@code link} or {@code scalar}; a value that is no number is
   * left out, an infinite one is text.
   */
  public static String jsonLines(History history) {
    Run run = history.run();
    StringBuilder text = new StringBuilder();
    Line head = new Line("run").with("id", run.id()).with("name", run.name());
    head.with("state", run.state().toString()).with("started", run.started().toString());
    head.with("ended", run.ended().map(Object::toString).orElse(null));
    head.with("reason", run.reason().orElse(null)).with("verdict", run.verdict().orElse(null));
    head.with("tags", run.tags()).to(text);
    run.settings().forEach((name, value) -> setting(name, value, true).to(text));
    run.surroundings().forEach((name, value) -> setting(name, value, false).to(text));
    for (Note note : run.notes()) {
      Line line = new Line("note").with("written", note.written().toString());
      line.with("text", note.text());
      note.step().ifPresent(step -> line.with("step", step));
      line.to(text);
    }
    for (Score score : run.scores()) {
      Line line = new Line("evaluation").with("step", score.step()).with("data", score.data());
      line.with("parameters", score.parameters()).with("precision", score.precision()).to(text);
    }
    for (Link link : run.links()) {
      new Line("link").with("kind", link.kind()).with("path", link.path()).to(text);
    }
    for (Series series : history.series()) {
      for (int i = 0; i < series.steps().length; i++) {
        Line line = new Line("scalar").with("tag", series.tag());
        line.with("step", (long) series.steps()[i]).with("value", number(series.values()[i]));
        line.to(text);
      }
    }
    return text.toString();
  }

  private static Line setting(String name, String value, boolean isGiven) {
    return new Line("setting").with("name", name).with("value", value).with("is_given", isGiven);
  }

  private static Object number(double value) {
    if (Double.isNaN(value)) {
      return null;
    }
    return Double.isInfinite(value) ? String.valueOf(value) : (Object) value;
  }

  /** One object, in the order of what it is given; null is left out. */
  private static final class Line {
    private final Map<String, Object> values = new LinkedHashMap<>();

    Line(String type) {
      values.put("type", type);
    }

    Line with(String name, Object value) {
      values.put(name, value);
      return this;
    }

    void to(StringBuilder text) {
      text.append(JSON.toJson(values)).append('\n');
    }
  }

  /**
   * Writes a run's numbers into an event file, for TensorBoard.
   *
   * @param folder made if it is not there
   * @return the file
   * @throws IOException if it has event files already, as the run's own folder
   */
  public static Path tensorBoard(History history, Path folder) throws IOException {
    Map<Long, List<Scalar>> steps = new TreeMap<>();
    for (Series series : history.series()) {
      for (int i = 0; i < series.steps().length; i++) {
        steps
            .computeIfAbsent((long) series.steps()[i], step -> new ArrayList<>())
            .add(new Scalar(series.tag(), (float) series.values()[i]));
      }
    }
    try (EventFile events = EventFile.aloneIn(folder)) {
      steps.forEach(events::write);
      return events.file();
    }
  }
}
