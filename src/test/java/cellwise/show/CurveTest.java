package cellwise.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CurveTest {
  @Test
  void leavesAShortCurveAlone() {
    var curve = new Curve("a", new double[] {1, 2, 3}, new double[] {4, 5, 6});
    assertThat(curve.thinned(2)).isSameAs(curve);
  }

  @Test
  void keepsTheLeastAndTheGreatestOfEachColumn() {
    Random random = new Random(1);
    double[] x = IntStream.range(0, 100_000).mapToDouble(i -> i).toArray();
    double[] y = DoubleStream.generate(random::nextGaussian).limit(100_000).toArray();
    y[70_001] = 50;
    var thin = new Curve("a", x, y).thinned(100);
    assertThat(thin.x()).hasSizeBetween(190, 200).isSorted();
    for (int column = 0; column < 100; column++) {
      int from = (int) Math.ceil(column * 999.99);
      int to = Math.min(100_000, (int) Math.ceil((column + 1) * 999.99));
      double least = IntStream.range(from, to).mapToDouble(i -> y[i]).min().orElseThrow();
      double greatest = IntStream.range(from, to).mapToDouble(i -> y[i]).max().orElseThrow();
      assertThat(thin.y()).as("column %d", column).contains(least, greatest);
    }
    assertThat(DoubleStream.of(thin.y()).max()).hasValue(50);
  }

  @Test
  void keepsNumbersRatherThanGaps() {
    double[] x = IntStream.range(0, 1_000).mapToDouble(i -> i).toArray();
    double[] y = IntStream.range(0, 1_000).mapToDouble(i -> i % 2 == 0 ? Double.NaN : i).toArray();
    assertThat(new Curve("a", x, y).thinned(10).y()).doesNotContain(Double.NaN);
  }
}
