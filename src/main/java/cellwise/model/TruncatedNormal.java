package cellwise.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.initializer.Initializer;
import java.util.Random;

/**
 * Draws from a normal distribution around 0, and draws again what lies beyond two standard
 * deviations, as TensorFlow's {@code truncated_normal} does. So the deviation of what is drawn is
 * 0.8796 {@code stddev}.
 *
 * <p>DJL's own draws from one generator that the whole process shares; this one from its own.
 *
 * @param stddev the standard deviation before cutting, positive
 * @param random where the numbers come from
 */
record TruncatedNormal(float stddev, Random random) implements Initializer {
  @Override
  public NDArray initialize(NDManager manager, Shape shape, DataType dataType) {
    float[] values = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      double z = random.nextGaussian();
      while (Math.abs(z) > 2) {
        z = random.nextGaussian();
      }
      values[i] = (float) (z * stddev);
    }
    return manager.create(values, shape).toType(dataType, false);
  }
}
