package cellwise.runs;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A run for those who read Markdown. */
public final class Report {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

  private Report() {}

  /**
   * Returns a moment as reports and pages show it: as the clocks here do, and how far those are
   * from UTC, such as {@code 2026-11-28 06:04:16 +01:00}.
   */
  public static String time(Instant instant) {
    return TIME.format(instant.atZone(ZoneId.systemDefault()));
  }

  /** Returns what became of a run and when, such as {@code finished, started 2026-11-28 …}. */
  public static String course(Run run) {
    return run.state()
        + ", started "
        + time(run.started())
        + run.ended().map(ended -> ", ended " + time(ended)).orElse("");
  }

  /** Returns all of a run but the numbers of each step, of which the last. */
  public static String markdown(Run run) {
    StringBuilder text = new StringBuilder();
    text.append("# ").append(run.name().replaceAll("\\R", " ")).append("\n\n");
    text.append("Run ").append(run.id()).append(", ").append(course(run));
    text.append(run.reason().map(reason -> ": " + reason).orElse("")).append(".\n");
    if (!run.tags().isEmpty()) {
      text.append("\nTags: ").append(String.join(", ", run.tags())).append("\n");
    }
    run.verdict().ifPresent(verdict -> text.append("\n**Verdict:** ").append(verdict).append("\n"));
    text.append(run.notes().isEmpty() ? "" : "\n## Notes\n");
    for (Note note : run.notes()) {
      text.append("\n*").append(time(note.written()));
      note.step().ifPresent(step -> text.append(", step ").append(step));
      text.append("*\n\n").append(note.text()).append("\n");
    }
    Map<String, Object> scores = new LinkedHashMap<>();
    for (Score score : run.scores()) {
      scores.put(
          String.format(Locale.ROOT, "after %,d steps, ", score.step())
              + score.data()
              + ", "
              + score.parameters(),
          String.format(Locale.ROOT, "%.3f", score.precision()));
    }
    table(text, "Evaluations", "precision @ 1", scores);
    table(text, "Settings", "value", run.settings());
    Map<String, Object> last = new LinkedHashMap<>();
    run.last().forEach((tag, point) -> last.put(tag, (float) point.value()));
    table(text, "Last numbers", "value", last);
    table(text, "Surroundings", "value", run.surroundings());
    Map<String, String> links = new LinkedHashMap<>();
    run.links().forEach(link -> links.merge(link.path(), link.kind(), (a, b) -> a + ", " + b));
    table(text, "Files", "kind", links);
    return text.toString();
  }

  private static void table(StringBuilder text, String title, String column, Map<String, ?> rows) {
    if (!rows.isEmpty()) {
      text.append("\n## ").append(title).append("\n\n| | ").append(column);
      text.append(" |\n| --- | --- |\n");
      rows.forEach((k, v) -> text.append("| " + cell(k) + " | " + cell(v) + " |\n"));
    }
  }

  private static String cell(Object value) {
    return value.toString().replace("\\", "\\\\").replace("|", "\\|").replaceAll("\\R", " ");
  }
}
