package cellwise.show;

import cellwise.loss.Tags;
import cellwise.runs.History;
import cellwise.runs.Link;
import cellwise.runs.Note;
import cellwise.runs.Report;
import cellwise.runs.Run;
import cellwise.runs.Score;
import cellwise.runs.Series;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** One run with all that the journal knew of it. Loads nothing, from wherever it is opened. */
public final class RunPage {
  private static final String STYLE =
      ":root{color-scheme:light dark}"
          + "body{font:15px/1.5 sans-serif;max-width:760px;margin:2em auto;padding:0 1em}"
          + "table{border-collapse:collapse}td,th{padding:2px 12px 2px 0;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
          + "img{max-width:100%;border-radius:4px}blockquote{border-left:3px solid gray;margin:0;padding-left:1em}";

  private static final String LOADS_NOTHING =
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

  private RunPage() {}

  /** Returns a piece of HTML, for a cell. */
  public static Figure of(History history) {
    return Figure.of(body(history), history.run().toString());
  }

  /** Returns a whole page, for a file; light or dark as the browser is. */
  public static String page(History history) {
    return page(Runs.label(history.run()), body(history));
  }

  /**
   * Returns a whole page that compares runs: one number of theirs in a chart, and what differs.
   *
   * @param tag such as {@code total_loss}
   * @param histories two or more, with that number
   */
  public static String comparison(String tag, List<History> histories) {
    List<Run> runs = histories.stream().map(History::run).toList();
    Element body = Html.piece().append(Runs.chart(tag, histories).html());
    return page("Comparison", body.append(Tables.of(Runs.differences(runs)).html()));
  }

  private static String page(String title, Element body) {
    Document page = body.ownerDocument();
    Element head = page.head();
    page.title(title);
    meta(head, "name", "viewport", "width=device-width");
    meta(head, "http-equiv", "Content-Security-Policy", LOADS_NOTHING);
    head.prependElement("meta").attr("charset", "utf-8");
    head.appendElement("style").appendChild(new DataNode(STYLE));
    body.parent().attr("lang", "en");
    return "<!DOCTYPE html>" + page.html() + "\n";
  }

  private static void meta(Element head, String key, String name, String content) {
    head.prependElement("meta").attr(key, name).attr("content", content);
  }

  private static Element body(History history) {
    Run run = history.run();
    Element body = Html.piece();
    body.appendElement("h1").text(Runs.label(run));
    Element course = body.appendElement("p").text(Report.course(run));
    run.reason().ifPresent(reason -> course.appendElement("br").parent().appendText(reason));
    if (!run.tags().isEmpty()) {
      body.appendElement("p").text("Tags: " + String.join(", ", run.tags()));
    }
    run.verdict()
        .ifPresent(verdict -> body.appendElement("blockquote").append(Markdown.html(verdict)));
    charts(body, history);
    notes(body, run.notes());
    scores(body, run.scores());
    rows(body, "Settings", run.settings());
    rows(body, "Surroundings", run.surroundings());
    links(body, run.links());
    return body;
  }

  /** The averaged numbers; the raw ones only where there is no average. */
  private static void charts(Element body, History history) {
    Set<String> tags = history.run().last().keySet();
    for (Series series : history.series()) {
      String tag = series.tag();
      boolean isRaw = tag.endsWith(Tags.RAW) && tags.contains(tag.replace(Tags.RAW, ""));
      if (!isRaw && series.steps().length > 1) {
        body.appendElement("p").append(Runs.chartAlone(tag, List.of(history)).html());
      }
    }
  }

  /** Those of steps come first, and have the numbers that the charts have. */
  private static void notes(Element body, List<Note> notes) {
    if (!notes.isEmpty()) {
      body.appendElement("h2").text("Notes");
    }
    for (int i = 0; i < notes.size(); i++) {
      Note note = notes.get(i);
      String time = Report.time(note.written());
      boolean isOfStep = note.step().isPresent();
      body.appendElement("p")
          .appendElement("small")
          .text(isOfStep ? i + 1 + ". " + time + ", step " + note.step().getAsLong() : time);
      body.append(Markdown.html(note.text()));
    }
  }

  private static void scores(Element body, List<Score> scores) {
    if (!scores.isEmpty()) {
      Element table = table(body, "Evaluations");
      row(table, "th", "after steps", "on", "parameters", "precision @ 1");
      for (Score score : scores) {
        String steps = String.format(Locale.ROOT, "%,d", score.step());
        String precision = String.format(Locale.ROOT, "%.3f", score.precision());
        row(table, "td", steps, score.data(), score.parameters(), precision);
      }
    }
  }

  private static void rows(Element body, String title, Map<String, String> rows) {
    if (!rows.isEmpty()) {
      Element table = table(body, title);
      rows.forEach((name, value) -> row(table, "td", name, value));
    }
  }

  private static void links(Element body, List<Link> links) {
    if (!links.isEmpty()) {
      Element table = table(body, "Files");
      links.forEach(link -> row(table, "td", link.kind(), link.path()));
    }
  }

  private static Element table(Element body, String title) {
    body.appendElement("h2").text(title);
    return body.appendElement("table");
  }

  private static void row(Element table, String tag, String... cells) {
    Element row = table.appendElement("tr");
    for (String cell : cells) {
      row.appendElement(tag).text(cell);
    }
  }
}
