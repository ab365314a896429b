package cellwise.runs;

import java.util.List;

/**
 * One number over the steps of a run.
 *
 * @param tag its name, such as {@code total_loss}
 * @param steps ascending, counted from 0
 * @param values as many; NaN where it was no number
 */
public record Series(String tag, double[] steps, double[] values) {
  static Series of(String tag, List<Point> points) {
    return new Series(
        tag,
        points.stream().mapToDouble(Point::step).toArray(),
        points.stream().mapToDouble(Point::value).toArray());
  }
}
