package cellwise.optim;

import ai.djl.ndarray.NDArray;
import cellwise.model.Network;
import java.util.Map;

/**
 * How gradients change variables, step by step.
 *
 * <p>Keeps no count of its own. DJL's optimizers number the updates inside, where no checkpoint can
 * reach; here the step comes in, and a resumed run goes on as if it had never ended. Its {@code
 * toString()} is kept in checkpoints, and should say what makes it differ from another.
 */
public interface Optimizer {
  /** Returns the learning rate of every step. */
  LearningRate rate();

  /**
   * Changes a variable.
   *
   * @param name the variable's, such as {@code conv1/weights}
   * @param variable changed in place
   * @param gradient of the variable's shape
   * @param step counted from 0, as {@code global_step}
   */
  void update(String name, NDArray variable, NDArray gradient, long step);

  /**
   * Returns what it remembers from step to step, TensorFlow's slot variables, by name, such as
   * {@code conv1/weights/Momentum}. They are its own arrays, and kept in checkpoints.
   */
  default Map<String, NDArray> slots() {
    return Map.of();
  }

  /**
   * Refuses to change the variables of a network that it was not made for. One that remembers
   * nothing is for every network.
   *
   * @throws IllegalArgumentException if it was made for another one
   */
  default void requireOf(Network net) {}
}
