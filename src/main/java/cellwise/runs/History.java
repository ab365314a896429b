package cellwise.runs;

import java.util.List;
import java.util.Map;

/**
 * A run with its numbers over the steps, both as they were at one moment.
 *
 * @param run what else the journal knew of it
 * @param series by tag
 */
public record History(Run run, List<Series> series) {
  /** Keeps a copy. */
  public History {
    series = List.copyOf(series);
  }

  static History of(Run run, Map<String, List<Point>> points) {
    return new History(
        run, points.entrySet().stream().map(e -> Series.of(e.getKey(), e.getValue())).toList());
  }

  /**
   * Returns one number over the steps.
   *
   * @param tag such as {@code total_loss}; a series without values for one that it has not
   */
  public Series series(String tag) {
    return series.stream()
        .filter(one -> one.tag().equals(tag))
        .findFirst()
        .orElseGet(() -> Series.of(tag, List.of()));
  }
}
