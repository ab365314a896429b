package cellwise.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import cellwise.engine.StartedEngine;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Named layers in a row, with their variables. Owns the variables' arrays until it is closed.
 *
 * <p>Variables have TensorFlow's names, such as {@code conv1/weights} and {@code conv1/biases}.
 *
 * <p>Several threads may use it: whatever the library does with it, one does {@link #alone}. Who
 * reads or changes its arrays by hand beside a session that runs does so in {@code alone} too.
 */
public final class Network extends AbstractBlock implements AutoCloseable {
  private final NDManager manager = StartedEngine.get().newBaseManager();
  private final ParameterStore store = new ParameterStore(manager, false);
  private final Map<String, Block> layers;
  private final Map<String, NDArray> variables = new LinkedHashMap<>();
  private final Map<String, NDArray> statistics = new LinkedHashMap<>();
  private final Shape input;

  /** Fair, since a session gives it back between two steps for no more than a moment. */
  private final ReentrantLock lock = new ReentrantLock(true);

  /** What is done {@link Network#alone}. */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    /** Does it. */
    T get() throws E;
  }

  /**
   * Makes a network and draws its first variables.
   *
   * @param input the shape of one picture, such as {@code (3, 24, 24)}
   * @param layers from the pictures to the logits, with their initializers set
   */
  public Network(Shape input, Map<String, Block> layers) {
    this.input = input;
    this.layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
    this.layers.forEach(this::addChildBlock);
    manager.setName("network");
    try {
      initialize(manager, DataType.FLOAT32, new Shape(1).addAll(input));
      this.layers.forEach(
          (name, layer) -> layer.getParameters().values().forEach(p -> keep(name, p)));
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private void keep(String layer, Parameter parameter) {
    String name = layer + "/" + nameOf(parameter);
    Map<String, NDArray> kind = parameter.requiresGradient() ? variables : statistics;
    if (kind.putIfAbsent(name, parameter.getArray()) != null) {
      throw new IllegalArgumentException(
          "layer %s has %s twice, must have it once: make it two layers".formatted(layer, name));
    }
  }

  /**
   * Does something while no other thread makes a step with this network, evaluates it, swaps its
   * averages in, saves or restores it. Whoever asks meanwhile waits, and has its turn after that.
   *
   * @param work may itself ask, on this thread
   * @return what {@code work} returns
   */
  public <T, E extends Exception> T alone(Work<T, E> work) throws E {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /** Does the same with something that returns nothing. */
  public void alone(Runnable work) {
    lock.lock();
    try {
      work.run();
    } finally {
      lock.unlock();
    }
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
   * Refuses a part that was made of another network, such as a loss from before this one was built
   * anew: one of the two would be trained, and the other one measured.
   *
   * @param of the network that the part was made of
   * @param part what it is, such as {@code the L2 penalty local3/weight_loss}
   * @param line what makes it, such as {@code L2Penalty.on(net, ...)}
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

  /** Returns the layers by their names, from the pictures to the logits. */
  public Map<String, Block> layers() {
    return layers;
  }

  /**
   * Returns the trained arrays by their names, in the order of the layers. They are the network's
   * own: what changes them changes the network.
   */
  public Map<String, NDArray> variables() {
    requireOpen();
    return Collections.unmodifiableMap(variables);
  }

  /**
   * Returns the arrays that are not trained but follow the batches: {@code norm1/moving_mean} and
   * {@code norm1/moving_variance} of a layer with batch normalization, which it uses when it is not
   * training. Every backward pass moves them. Empty for a network without; the network's own, as
   * {@link #variables}.
   */
  public Map<String, NDArray> statistics() {
    requireOpen();
    return Collections.unmodifiableMap(statistics);
  }

  /** Returns the variables, and after them the statistics: all that training changes. */
  public Map<String, NDArray> arrays() {
    Map<String, NDArray> arrays = new LinkedHashMap<>(variables());
    arrays.putAll(statistics());
    return arrays;
  }

  /**
   * Returns one of {@link #variables}.
   *
   * @param name such as {@code local3/weights}
   */
  public NDArray variable(String name) {
    NDArray variable = variables().get(name);
    if (variable == null) {
      throw new IllegalArgumentException(
          "variable is %s, must be one of %s".formatted(name, variables.keySet()));
    }
    return variable;
  }

  /** Returns the shape of one picture that the network takes, such as {@code (3, 24, 24)}. */
  public Shape input() {
    return input;
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
   *     normalization goes by the batch then, by its {@link #statistics} otherwise
   * @return shape {@code (n, classes)}, in the scope of {@code images}
   * @throws IllegalArgumentException if there is batch normalization, and {@code training} without
   *     a collector or a collector without {@code training}
   */
  public NDArray logits(NDArray images, boolean training) {
    requireOpen();
    return alone(() -> forward(store, new NDList(images), training).singletonOrThrow());
  }

  /**
   * Returns what every layer makes of pictures, when it is not training.
   *
   * @param images shape {@code (n, channels, height, width)}
   * @return each layer's output by its name, in the scope of {@code images}
   */
  public Map<String, NDArray> outputs(NDArray images) {
    requireOpen();
    return alone(() -> outputsOf(images));
  }

  private Map<String, NDArray> outputsOf(NDArray images) {
    Map<String, NDArray> outputs = new LinkedHashMap<>();
    NDList current = new NDList(images);
    for (Map.Entry<String, Block> layer : layers.entrySet()) {
      current = layer.getValue().forward(store, current, false);
      outputs.put(layer.getKey(), current.singletonOrThrow());
    }
    return outputs;
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      PairList<String, Object> params) {
    NDList current = inputs;
    for (Block layer : layers.values()) {
      current = layer.forward(parameterStore, current, training);
    }
    return current;
  }

  @Override
  protected void initializeChildBlocks(NDManager to, DataType dataType, Shape... inputShapes) {
    Shape[] shapes = inputShapes;
    for (Block layer : layers.values()) {
      layer.initialize(to, dataType, shapes);
      shapes = layer.getOutputShapes(shapes);
    }
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape[] shapes = inputShapes;
    for (Block layer : layers.values()) {
      shapes = layer.getOutputShapes(shapes);
    }
    return shapes;
  }

  /** Waits for the step or the evaluation of another thread's. */
  @Override
  public void close() {
    alone(manager::close);
  }

  private static String nameOf(Parameter parameter) {
    return switch (parameter.getType()) {
      case WEIGHT -> "weights";
      case BIAS -> "biases";
      case GAMMA -> "gamma";
      case BETA -> "beta";
      case RUNNING_MEAN -> "moving_mean";
      case RUNNING_VAR -> "moving_variance";
      default -> parameter.getName();
    };
  }
}
