package cellwise.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Buckets are tested against TensorFlow with the other oracles. */
class HistogramTest {
  /** By counting the numbers themselves, to a bucket's width. */
  @Test
  void fallsIntoBinsOfOneWidth() {
    Random random = new Random(1);
    float[] values = new float[100_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1 + 3 * random.nextFloat();
    }
    Histogram histogram = Histogram.of("uniform", values);
    double[] bins = histogram.bins(10);
    assertThat(Arrays.stream(bins).sum()).isCloseTo(100_000, within(1e-6));
    for (double bin : bins) {
      assertThat(bin).isCloseTo(10_000, within(700.0));
    }
  }

  @Test
  void ofOneNumberFallsIntoOneBin() {
    assertThat(Histogram.of("zeros", new float[5]).bins(4)).containsExactly(0, 0, 0, 5);
    assertThat(Histogram.of("none", new float[0]).bins(2)).containsExactly(0, 0);
  }
}
