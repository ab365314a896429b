package cellwise.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import cellwise.engine.InPlace;
import cellwise.engine.StartedEngine;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Named layers in a row, with their variables, on one device. Owns the variables' arrays until it
 * is closed.
 *
 * <p>Variables have TensorFlow's names, such as {@code conv1/weights} and {@code conv1/biases}.
 *
 * <p>Several threads may use it: whatever the library does with it, one does {@link #alone}. Who
 * reads or changes its arrays by hand beside a session that runs does so in {@code alone} too.
 */
public final class Network implements AutoCloseable {
  private final Architecture architecture;
  private final NDManager manager;
  private final LayerStack layers;
  private final Map<Device, Network> replicas = new HashMap<>();

  /** Fair, since a session gives it back between two steps for no more than a moment. */
  private final ReentrantLock lock = new ReentrantLock(true);

  Network(Architecture architecture, NDManager scope) {
    this.architecture = architecture;
    manager = scope;
    manager.setName("network");
    try {
      layers = new LayerStack(architecture.layers().get(), manager, architecture.input());
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  /**
   * Makes another network with the same layers, and with variables and statistics of its own that
   * begin as these are now.
   *
   * @param device where it is to be; may be this one's
   * @throws IllegalArgumentException if it is a GPU that there is not
   */
  public Network copyTo(Device device) {
    return copyIn(StartedEngine.newScope(device));
  }

  /**
   * Returns the one that computes for this network on a device: itself on its own, else a copy that
   * is made at the first call and closed with it. {@link #copyInto} brings it up to date.
   *
   * @throws IllegalArgumentException if it is a GPU that there is not
   */
  public Network replicaOn(Device device) {
    return alone(
        () -> {
          requireOpen();
          return device.equals(manager.getDevice())
              ? this
              : replicas.computeIfAbsent(
                  device, other -> copyIn(StartedEngine.newScope(manager, other)));
        });
  }

  private Network copyIn(NDManager scope) {
    Network copy = new Network(architecture, scope);
    try {
      copyInto(copy);
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
    return copy;
  }

  /**
   * Sets the variables and the statistics of a copy to what these are now.
   *
   * @param copy made by {@link #copyTo} or {@link #replicaOn}, on whatever device
   */
  public void copyInto(Network copy) {
    alone(() -> arrays().forEach((name, array) -> InPlace.set(copy.arrays().get(name), array)));
  }

  /**
   * Does something while no other thread makes a step with this network, evaluates it, swaps its
   * averages in, saves or restores it. Whoever asks meanwhile waits, and has its turn after that.
   *
   * @param work may itself ask, on this thread
   * @return what {@code work} returns
   */
  public <T> T alone(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** Does the same with something that returns nothing. */
  public void alone(Runnable work) {
    alone(
        () -> {
          work.run();
          return null;
        });
  }

  /** Returns whether this thread is in the middle of {@link #alone}. */
  public boolean isAlone() {
    return lock.isHeldByCurrentThread();
  }

  /**
   * Refuses to go on with a network that is closed.
   *
   * @throws IllegalStateException if it is
   */
  public void requireOpen() {
    if (!manager.isOpen()) {
      throw new IllegalStateException(
          "the network is closed: run the cell that builds it again, and those below it");
    }
  }

  /**
   * Refuses a part that was made of another network, such as averages from before this one was
   * built anew: one of the two would be trained, and the other one measured.
   *
   * @param of the network that the part was made of
   * @param part what it is, such as {@code the moving average}
   * @param line what makes it, such as {@code MovingAverages.of(net, ...)}
   * @throws IllegalArgumentException if that is not this one
   * @throws IllegalStateException if this one is closed
   */
  public void requirePart(Network of, String part, String line) {
    requireOpen();
    if (of != this) {
      throw new IllegalArgumentException(
          "%s is of another network, must be of the one that it is used with: run the cell with %s again, and those below it"
              .formatted(part, line));
    }
  }

  /** Returns by what it was built: {@link Architecture#name}. */
  public String name() {
    return architecture.name();
  }

  /** Returns the layers' names, from the pictures to the logits. */
  public List<String> layers() {
    return List.copyOf(layers.blocks.keySet());
  }

  Map<String, Block> blocks() {
    return layers.blocks;
  }

  /**
   * Returns the trained arrays by their names, in the order of the layers. They are the network's
   * own: what changes them changes the network.
   */
  public Map<String, NDArray> variables() {
    return Collections.unmodifiableMap(open().variables);
  }

  /**
   * Returns the arrays that are not trained but follow the batches: {@code norm1/moving_mean} and
   * {@code norm1/moving_variance} of a layer with batch normalization, which it uses when it is not
   * training. Every backward pass moves them. Empty for a network without; the network's own, as
   * {@link #variables}.
   */
  public Map<String, NDArray> statistics() {
    return Collections.unmodifiableMap(open().statistics);
  }

  /** Returns the variables, and after them the statistics: all that training changes. */
  public Map<String, NDArray> arrays() {
    return open().arrays();
  }

  /**
   * Returns one of {@link #variables}.
   *
   * @param name such as {@code local3/weights}
   */
  public NDArray variable(String name) {
    return open().variable(name);
  }

  /** Returns the shape of one picture that the network takes, such as {@code (3, 24, 24)}. */
  public Shape input() {
    return architecture.input();
  }

  /** Returns where the variables are, and whatever is computed with them. */
  public Device device() {
    return manager.getDevice();
  }

  /** Returns the scope in which the variables live. */
  public NDManager manager() {
    return manager;
  }

  /**
   * Returns the logits of pictures, unscaled: no softmax.
   *
   * @param images shape {@code (n, channels, height, width)}
   * @param training whether gradients are wanted, which a collector then waits for; batch
   *     normalization goes by the batch then, by its {@link #statistics} otherwise, and nothing is
   *     kept for a gradient
   * @return shape {@code (n, classes)}, in the scope of {@code images}
   * @throws IllegalArgumentException if the images are on another device, or there is batch
   *     normalization, and {@code training} without a collector or a collector without {@code
   *     training}, where the engine tells that
   */
  public NDArray logits(NDArray images, boolean training) {
    return alone(() -> open().last(images, training));
  }

  /**
   * Returns what every layer makes of pictures, when it is not training.
   *
   * @param images shape {@code (n, channels, height, width)}
   * @return each layer's output by its name, in the scope of {@code images}
   */
  public Map<String, NDArray> outputs(NDArray images) {
    return alone(() -> open().outputs(images));
  }

  /** To be asked with the lock held where the arrays are used: else another thread might close. */
  private LayerStack open() {
    requireOpen();
    return layers;
  }

  /** Waits for the step or the evaluation of another thread's. */
  @Override
  public void close() {
    alone(manager::close);
  }
}
