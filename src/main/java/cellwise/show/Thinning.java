package cellwise.show;

import java.util.Arrays;

/** Long curves with as many points as can be seen. */
final class Thinning {
  private Thinning() {}

  /**
   * Returns a curve that looks the same: of each column of pixels the least point and the greatest,
   * in their order.
   *
   * @param columns pixels from the first place to the last
   */
  static Charts.Curve of(Charts.Curve curve, int columns) {
    int size = curve.x().length;
    if (size <= 2 * columns) {
      return curve;
    }
    int[] kept = new int[2 * columns];
    int count = 0;
    double first = curve.x()[0];
    double width = (curve.x()[size - 1] - first) / columns;
    int from = 0;
    for (int column = 1; column <= columns && from < size; column++) {
      int to = from;
      while (to < size && (column == columns || curve.x()[to] < first + column * width)) {
        to++;
      }
      if (to > from) {
        int least = least(curve.y(), from, to, 1);
        int greatest = least(curve.y(), from, to, -1);
        kept[count++] = Math.min(least, greatest);
        if (least != greatest) {
          kept[count++] = Math.max(least, greatest);
        }
      }
      from = to;
    }
    int[] points = Arrays.copyOf(kept, count);
    return new Charts.Curve(
        curve.name(),
        Arrays.stream(points).mapToDouble(i -> curve.x()[i]).toArray(),
        Arrays.stream(points).mapToDouble(i -> curve.y()[i]).toArray());
  }

  /** A NaN is less than nothing, so that it is drawn only where there is nothing else. */
  private static int least(double[] values, int from, int to, int sign) {
    int least = from;
    for (int i = from + 1; i < to; i++) {
      if (Double.isNaN(values[least]) || sign * values[i] < sign * values[least]) {
        least = i;
      }
    }
    return least;
  }
}
