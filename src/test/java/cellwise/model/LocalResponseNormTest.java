package cellwise.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalResponseNormTest {
  private static final Shape SHAPE = new Shape(3, 8, 5, 4);

  private final NDManager manager = NDManager.newBaseManager();

  /** What Java computes on a CPU against what a GPU computes by DJL's operations. */
  @ParameterizedTest
  @CsvSource({"4, 1, 0.75", "0, 2, 0.75", "2, 1, 0.5", "7, 1, 0.75", "20, 1, 0.75"})
  void givesTheSameFromOperations(int radius, float bias, float beta) {
    LocalResponseNorm norm = new LocalResponseNorm(radius, bias, 0.1f, beta);
    norm.initialize(manager, DataType.FLOAT32, SHAPE);
    ParameterStore store = new ParameterStore(manager, false);
    float[][] here = withGradient(x -> norm.forward(store, new NDList(x), true).singletonOrThrow());
    float[][] composed = withGradient(norm::composed);
    manager.close();
    for (int part = 0; part < 2; part++) {
      for (int i = 0; i < here[part].length; i++) {
        assertThat(here[part][i]).isCloseTo(composed[part][i], within(1e-5f));
      }
    }
  }

  /** One channel is so large that its square rounds away all others in a running sum. */
  @Test
  void staysFiniteBesideAnEnormousChannel() {
    int channels = 64;
    LocalResponseNorm norm = new LocalResponseNorm(4, 1, 0.001f / 9, 0.75f);
    norm.initialize(manager, DataType.FLOAT32, new Shape(1, channels, 1, 1));
    ParameterStore store = new ParameterStore(manager, false);
    Random random = new Random(1);
    for (int round = 0; round < 100; round++) {
      float[] in = new float[channels];
      for (int i = 0; i < channels; i++) {
        in[i] = 200 * (float) random.nextGaussian();
      }
      in[random.nextInt(channels)] = 1e6f;
      NDArray x = manager.create(in, new Shape(1, channels, 1, 1));
      NDArray y = norm.forward(store, new NDList(x), false).singletonOrThrow();
      for (float value : y.toFloatArray()) {
        assertThat(value).isFinite();
      }
    }
    manager.close();
  }

  private float[][] withGradient(Function<NDArray, NDArray> function) {
    Random random = new Random(1);
    NDArray x = manager.create(normal(random), SHAPE);
    NDArray weights = manager.create(normal(random), SHAPE);
    x.setRequiresGradient(true);
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray y = function.apply(x);
      collector.backward(y.mul(weights).sum());
      return new float[][] {y.toFloatArray(), x.getGradient().toFloatArray()};
    }
  }

  private static float[] normal(Random random) {
    float[] values = new float[Math.toIntExact(SHAPE.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = 3 * (float) random.nextGaussian();
    }
    return values;
  }
}
