package cellwise.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import cellwise.engine.InPlace;
import cellwise.model.Network;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Gradient descent that keeps going where earlier gradients pointed:
 *
 * <pre>
 *   velocity = momentum · velocity - rate.at(step) · gradient
 *   variable += velocity
 * </pre>
 *
 * <p>At a constant rate this is TensorFlow's {@code tf.train.MomentumOptimizer}, which leaves the
 * rate out of what it remembers. A gradient that stays the same moves a variable {@code 1 / (1 -
 * momentum)} times as far as plain gradient descent would.
 *
 * <p>Owns the velocities until it is closed; a network that is closed closes them too.
 */
public final class Momentum implements Optimizer, AutoCloseable {
  private static final String SLOT = "/Momentum";

  private final Network net;
  private final LearningRate rate;
  private final float momentum;
  private final NDManager manager;
  private final Map<String, NDArray> velocities = new LinkedHashMap<>();

  private Momentum(Network net, LearningRate rate, float momentum) {
    this.net = net;
    this.rate = rate;
    this.momentum = momentum;
    manager = net.manager().newSubManager();
    manager.setName("momentum");
    net.variables()
        .forEach(
            (name, variable) ->
                velocities.put(
                    name + SLOT, manager.zeros(variable.getShape(), variable.getDataType())));
  }

  /**
   * Begins with every variable at rest.
   *
   * @param net whose variables it will change
   * @param rate the learning rate of every step; a tenth of plain gradient descent's at a momentum
   *     of 0.9 goes as far
   * @param momentum the share of the velocity that a step keeps, above 0, below 1; usually 0.9
   */
  public static Momentum of(Network net, LearningRate rate, float momentum) {
    Objects.requireNonNull(rate, "rate is null: pass PiecewiseLinear or step -> 0.01f");
    if (!(0 < momentum && momentum < 1)) {
      throw new IllegalArgumentException(
          "momentum is "
              + momentum
              + ", must be above 0 and below 1: usually it is 0.9, and without momentum there is GradientDescent");
    }
    net.requireOpen();
    return new Momentum(net, rate, momentum);
  }

  @Override
  public LearningRate rate() {
    return rate;
  }

  @Override
  public void requireOf(Network other) {
    other.requirePart(net, "what Momentum remembers", "Momentum.of(net, ...)");
    if (!manager.isOpen()) {
      throw new IllegalStateException(
          "Momentum is closed: run the cell with Momentum.of(net, ...) again, and those below it");
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the network that it was made for has no such variable
   */
  @Override
  public void update(String name, NDArray variable, NDArray gradient, long step) {
    NDArray velocity = velocities.get(name + SLOT);
    if (velocity == null) {
      throw new IllegalArgumentException(
          "variable is %s, has no velocity among %s: make Momentum of the network that is trained"
              .formatted(name, velocities.keySet()));
    }
    // velocity = momentum · velocity - rate · gradient
    // variable += velocity
    InPlace.accelerate(variable, velocity, momentum, rate.at(step), gradient);
  }

  @Override
  public Map<String, NDArray> slots() {
    return Collections.unmodifiableMap(velocities);
  }

  @Override
  public String toString() {
    return "gradient descent with momentum " + momentum;
  }

  @Override
  public void close() {
    net.alone(manager::close);
  }
}
