package cellwise.show;

import cellwise.runs.Export;
import cellwise.runs.Link;
import cellwise.runs.Note;
import cellwise.runs.Run;
import cellwise.runs.Score;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One run with all that the journal knows of it. Loads nothing, from wherever it is opened. */
public final class RunPage {
  private static final String STYLE =
      ":root{color-scheme:light dark}"
          + "body{font:15px/1.5 sans-serif;max-width:760px;margin:2em auto;padding:0 1em}"
          + "table{border-collapse:collapse}td,th{padding:2px 12px 2px 0;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
          + "img{max-width:100%;border-radius:4px}blockquote{border-left:3px solid gray;margin:0;padding-left:1em}";

  private RunPage() {}

  /** Returns a piece of HTML, for a cell. */
  public static Figure of(Run run) {
    return new Figure(body(run), run.toString());
  }

  /** Returns a whole page, for a file; light or dark as the browser is. */
  public static String page(Run run) {
    return page(Runs.label(run), body(run));
  }

  /**
   * Returns a whole page that compares runs: one number of theirs in a chart, and what differs.
   *
   * @param tag such as {@code total_loss}
   * @param runs two or more
   */
  public static String comparison(String tag, List<Run> runs) {
    return page(
        "Comparison", Runs.chart(tag, runs).html() + Tables.of(Runs.differences(runs)).html());
  }

  private static String page(String title, String body) {
    return "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\"><meta name=\"viewport\" content=\"width=device-width\"><title>%s</title><style>%s</style></head><body>%s</body></html>%n"
        .formatted(Figure.escape(title), STYLE, body);
  }

  private static String body(Run run) {
    StringBuilder html = new StringBuilder();
    html.append("<h1>").append(Figure.escape(Runs.label(run))).append("</h1><p>");
    html.append(run.state().name().toLowerCase(Locale.ROOT));
    html.append(", started ").append(Export.time(run.started()));
    run.ended().ifPresent(ended -> html.append(", ended ").append(Export.time(ended)));
    run.reason().ifPresent(why -> html.append("<br>").append(Figure.escape(why)));
    html.append("</p>");
    if (!run.tags().isEmpty()) {
      html.append("<p>Tags: ").append(Figure.escape(String.join(", ", run.tags()))).append("</p>");
    }
    run.verdict()
        .ifPresent(
            verdict ->
                html.append("<blockquote>").append(Markdown.html(verdict)).append("</blockquote>"));
    charts(html, run);
    notes(html, run.notes());
    scores(html, run.scores());
    rows(html, "Settings", run.settings());
    rows(html, "Surroundings", run.surroundings());
    links(html, run.links());
    return html.toString();
  }

  /** The averaged numbers; the raw ones only where there is no average. */
  private static void charts(StringBuilder html, Run run) {
    List<String> tags = run.series();
    for (String tag : tags) {
      boolean isRaw = tag.endsWith(" (raw)") && tags.contains(tag.replace(" (raw)", ""));
      if (!isRaw && run.series(tag).steps().length > 1) {
        html.append("<p>").append(Runs.chartAlone(tag, List.of(run)).html()).append("</p>");
      }
    }
  }

  /** Those of steps come first, and have the numbers that the charts have. */
  private static void notes(StringBuilder html, List<Note> notes) {
    if (!notes.isEmpty()) {
      html.append("<h2>Notes</h2>");
    }
    for (int i = 0; i < notes.size(); i++) {
      Note note = notes.get(i);
      html.append("<p><small>")
          .append(note.step().isPresent() ? (i + 1) + ". " : "")
          .append(Export.time(note.written()));
      note.step().ifPresent(step -> html.append(", step ").append(step));
      html.append("</small></p>").append(Markdown.html(note.text()));
    }
  }

  private static void scores(StringBuilder html, List<Score> scores) {
    if (scores.isEmpty()) {
      return;
    }
    html.append(
        "<h2>Evaluations</h2><table><tr><th>after steps<th>on<th>parameters<th>precision @ 1");
    for (Score score : scores) {
      html.append(
          String.format(
              Locale.ROOT,
              "<tr><td>%,d<td>%s<td>%s<td>%.3f",
              score.step(),
              Figure.escape(score.data()),
              Figure.escape(score.parameters()),
              score.precision()));
    }
    html.append("</table>");
  }

  private static void rows(StringBuilder html, String title, Map<String, String> rows) {
    if (rows.isEmpty()) {
      return;
    }
    html.append("<h2>").append(title).append("</h2><table>");
    rows.forEach(
        (name, value) ->
            html.append("<tr><td>")
                .append(Figure.escape(name))
                .append("<td>")
                .append(Figure.escape(value)));
    html.append("</table>");
  }

  private static void links(StringBuilder html, List<Link> links) {
    if (links.isEmpty()) {
      return;
    }
    html.append("<h2>Files</h2><table>");
    for (Link link : links) {
      html.append("<tr><td>").append(Figure.escape(link.kind())).append("<td><code>");
      html.append(Figure.escape(link.path())).append("</code>");
    }
    html.append("</table>");
  }
}
