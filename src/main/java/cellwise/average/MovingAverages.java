package cellwise.average;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import cellwise.engine.ArrayCopy;
import cellwise.engine.InPlace;
import cellwise.model.Network;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * An exponential moving average of every variable of a network, TensorFlow's {@code
 * tf.train.ExponentialMovingAverage}:
 *
 * <pre>average -= (1 - d) · (average - variable),  d = min(decay, (1 + n) / (10 + n))</pre>
 *
 * <p>n is the number of updates so far, which lets the average follow fast at the start. It begins
 * with the variables as they are. The statistics of batch normalization are averaged like
 * variables: the averages need their own. Owns its arrays until it is closed; a network that is
 * closed closes them too.
 */
public final class MovingAverages implements AutoCloseable {
  private final Network net;
  private final float decay;
  private final NDManager manager;
  private final Map<String, NDArray> averages;

  private MovingAverages(Network net, float decay) {
    this.net = net;
    this.decay = decay;
    manager = net.manager().newSubManager();
    manager.setName("moving averages");
    averages = net.alone(() -> copies(manager));
  }

  /**
   * Begins to average a network's variables.
   *
   * @param decay at least 0, below 1; 0.9999 in the tutorial
   */
  public static MovingAverages of(Network net, float decay) {
    if (!(0 <= decay && decay < 1)) {
      throw new IllegalArgumentException(
          "decay is " + decay + ", must be at least 0 and below 1: the tutorial's is 0.9999");
    }
    net.requireOpen();
    return new MovingAverages(net, decay);
  }

  /**
   * Refuses to be used with another network.
   *
   * @throws IllegalArgumentException if these are not the averages of {@code other}
   * @throws IllegalStateException if they are closed, or the network is
   */
  public void requireOf(Network other) {
    other.requirePart(net, "the moving average", "MovingAverages.of(net, ...)");
    requireOpen();
  }

  private void requireOpen() {
    net.requireOpen();
    if (!manager.isOpen()) {
      throw new IllegalStateException(
          "the moving averages are closed: run the cell with MovingAverages.of(net, ...) again, and those below it");
    }
  }

  /** Returns the decay that was asked for, which {@link #decayAt} comes to. */
  public float decay() {
    return decay;
  }

  /**
   * Returns how much of the average an update keeps.
   *
   * @param numUpdates updates of the variables so far: 1 after the first step
   */
  public float decayAt(long numUpdates) {
    return Math.min(decay, (1f + numUpdates) / (10f + numUpdates));
  }

  /**
   * Moves every average towards its variable. Belongs after the variables' update, and waits for
   * it.
   *
   * @param numUpdates updates of the variables so far: 1 after the first step
   */
  public void update(long numUpdates) {
    float d = decayAt(numUpdates);
    net.alone(
        () -> {
          requireOpen();
          // average -= (1 - d) · (average - variable)
          net.arrays()
              .forEach((name, variable) -> InPlace.approach(averages.get(name), 1 - d, variable));
        });
  }

  /** Returns the averages by the names of their variables. */
  public Map<String, NDArray> values() {
    requireOpen();
    return Collections.unmodifiableMap(averages);
  }

  /**
   * Does something while the averages are in the place of the variables, such as an evaluation.
   *
   * <p>{@link Network#alone}: a session that runs on another thread waits before its next step, and
   * this waits for the step that it makes.
   *
   * @return what {@code work} returns; by then the variables are back, bit for bit
   */
  public <T> T swapIn(Supplier<T> work) {
    return net.alone(() -> swappedIn(work));
  }

  private <T> T swappedIn(Supplier<T> work) {
    requireOpen();
    try (NDManager aside = net.manager().newSubManager()) {
      Map<String, NDArray> trained = copies(aside);
      try {
        net.arrays().forEach((name, variable) -> InPlace.set(variable, averages.get(name)));
        return work.get();
      } finally {
        net.arrays().forEach((name, variable) -> InPlace.set(variable, trained.get(name)));
      }
    }
  }

  @Override
  public void close() {
    net.alone(manager::close);
  }

  private Map<String, NDArray> copies(NDManager owner) {
    Map<String, NDArray> copies = new LinkedHashMap<>();
    net.arrays().forEach((name, variable) -> copies.put(name, ArrayCopy.of(variable, owner)));
    return copies;
  }
}
