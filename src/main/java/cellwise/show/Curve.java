package cellwise.show;

import java.util.Collections;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
   * in their order, and a NaN only where there is nothing else.
   *
   * @param columns pixels from the first place to the last
   */
  Curve thinned(int columns) {
    if (x.length <= 2 * columns) {
      return this;
    }
    double width = (x[x.length - 1] - x[0]) / columns;
    Comparator<Integer> low = Comparator.comparingDouble(i -> y[i]); // NaN is above all
    Comparator<Integer> high =
        Comparator.comparingDouble(i -> Double.isNaN(y[i]) ? Double.NEGATIVE_INFINITY : y[i]);
    int[] kept =
        IntStream.range(0, x.length)
            .boxed()
            .collect(
                Collectors.groupingBy(i -> Math.min((int) ((x[i] - x[0]) / width), columns - 1)))
            .values()
            .stream()
            .flatMap(of -> Stream.of(Collections.min(of, low), Collections.max(of, high)))
            .mapToInt(Integer::intValue)
            .distinct()
            .sorted()
            .toArray();
    return new Curve(name, at(kept, x), at(kept, y));
  }

  private static double[] at(int[] indices, double[] values) {
    return IntStream.of(indices).mapToDouble(i -> values[i]).toArray();
  }

  /** XChart refuses a whole chart for one infinite height. */
  double[] finiteHeights() {
    return DoubleStream.of(y)
        .map(height -> Double.isFinite(height) ? height : Double.NaN)
        .toArray();
  }
}
