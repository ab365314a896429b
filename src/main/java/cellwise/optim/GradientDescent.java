package cellwise.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Objects;

/**
 * Plain gradient descent, TensorFlow's {@code tf.train.GradientDescentOptimizer}:
 *
 * <pre>variable -= rate.at(step) · gradient</pre>
 *
 * @param rate the learning rate of every step
 */
public record GradientDescent(LearningRate rate) implements Optimizer {
  /** Refuses to have no rate. */
  public GradientDescent {
    Objects.requireNonNull(rate, "rate is null: pass ExponentialDecay or step -> 0.1f");
  }

  /** Returns gradient descent at a rate. */
  public static GradientDescent of(LearningRate rate) {
    return new GradientDescent(rate);
  }

  /** In one pass of the engine's. */
  @Override
  public void update(String name, NDArray variable, NDArray gradient, long step) {
    float noWeightDecay = 0;
    float noRescaling = 1;
    float noClipping = -1;
    float noMomentum = 0;
    variable
        .getNDArrayInternal()
        .sgdUpdate(
            new NDList(variable, gradient),
            new NDList(variable),
            rate.at(step),
            noWeightDecay,
            noRescaling,
            noClipping,
            noMomentum,
            false);
  }

  @Override
  public String toString() {
    return "gradient descent";
  }
}
