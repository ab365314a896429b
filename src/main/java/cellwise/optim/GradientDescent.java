package cellwise.optim;

import ai.djl.ndarray.NDArray;
import cellwise.engine.InPlace;
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

  @Override
  public void update(String name, NDArray variable, NDArray gradient, long step) {
    InPlace.subtract(variable, rate.at(step), gradient); // variable -= rate · gradient
  }

  @Override
  public String toString() {
    return "gradient descent";
  }
}
