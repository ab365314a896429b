package cellwise.show;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * A curve of a chart, with places of its own.
 *
 * @param name in the legend
 * @param x places, ascending
 * @param y heights, as many; one that is NaN or infinite leaves a gap
 */
public record Curve(String name, double[] x, double[] y) {
  /**
   * Returns a curve that looks the same: of each column of pixels the least point and the greatest,
   * in their order.
   *
   * @param columns pixels from the first place to the last
   */
  Curve thinned(int columns) {
    int size = x.length;
    if (size <= 2 * columns) {
      return this;
    }
    int[] kept = new int[2 * columns];
    int count = 0;
    double width = (x[size - 1] - x[0]) / columns;
    int from = 0;
    for (int column = 1; column <= columns && from < size; column++) {
      int to = from;
      while (to < size && (column == columns || x[to] < x[0] + column * width)) {
        to++;
      }
      if (to > from) {
        int least = least(from, to, 1);
        int greatest = least(from, to, -1);
        kept[count++] = Math.min(least, greatest);
        if (least != greatest) {
          kept[count++] = Math.max(least, greatest);
        }
      }
      from = to;
    }
    int[] points = Arrays.copyOf(kept, count);
    return new Curve(
        name,
        Arrays.stream(points).mapToDouble(i -> x[i]).toArray(),
        Arrays.stream(points).mapToDouble(i -> y[i]).toArray());
  }

  /** A NaN is less than nothing, so that it is drawn only where there is nothing else. */
  private int least(int from, int to, int sign) {
    int least = from;
    for (int i = from + 1; i < to; i++) {
      if (Double.isNaN(y[least]) || sign * y[i] < sign * y[least]) {
        least = i;
      }
    }
    return least;
  }

  /** XChart refuses a whole chart for one infinite height. */
  double[] finiteHeights() {
    return DoubleStream.of(y)
        .map(height -> Double.isFinite(height) ? height : Double.NaN)
        .toArray();
  }
}
