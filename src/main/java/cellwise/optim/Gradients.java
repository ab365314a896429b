package cellwise.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import cellwise.data.Batch;
import cellwise.engine.ArrayCopy;
import cellwise.engine.BackwardPass;
import cellwise.loss.Losses;
import cellwise.loss.TotalLoss;
import cellwise.model.Network;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The gradients of a batch: computed, averaged, looked at, applied; TensorFlow's {@code
 * compute_gradients} and {@code apply_gradients}. Whoever computed them closes them.
 */
public final class Gradients implements AutoCloseable {
  private final Network net;
  private final NDManager manager;
  private final Map<String, NDArray> gradients = new LinkedHashMap<>();
  private final Map<String, NDArray> terms = new LinkedHashMap<>();

  private Gradients(Network net) {
    this.net = net;
    manager = net.manager().newSubManager();
    manager.setName("gradients");
  }

  /**
   * Computes the loss of a batch and its gradient for every variable. Changes no variable, but
   * moves the network's {@link Network#statistics}, if it has some.
   *
   * @throws IllegalArgumentException if a term of the loss names a layer that the network lacks, or
   *     the network takes pictures of another size; nothing is computed then. Or if a label is none
   *     of its classes
   */
  public static Gradients compute(Network net, TotalLoss loss, Batch batch) {
    loss.requireOf(net);
    Shape picture = batch.images().getShape().slice(1);
    if (!picture.equals(net.input())) {
      throw new IllegalArgumentException(
          "pictures are %s, must be %s as the network takes them: pass another distortion, or build it for these"
              .formatted(picture, net.input()));
    }
    Gradients result = new Gradients(net);
    try {
      net.alone(() -> result.compute(loss, batch));
    } catch (RuntimeException | Error e) {
      result.close();
      throw e;
    }
    return result;
  }

  private void compute(TotalLoss loss, Batch batch) {
    Map<String, NDArray> variables = net.variables();
    int[] labels = batch.labels().toIntArray(); // first, since it waits for the device
    try (NDManager scope = batch.manager().newSubManager()) {
      scope.tempAttachAll(batch.images(), batch.labels());
      variables.values().forEach(scope::tempAttachAll);
      BackwardPass.of(
          variables.values(),
          net.statistics().values(),
          () -> {
            NDArray logits = net.logits(batch.images(), true);
            requireClasses(labels, logits.getShape().get(1));
            terms.putAll(loss.terms(net, batch.labels(), logits));
            return TotalLoss.sum(terms.values());
          });
      terms.values().forEach(term -> term.attach(manager));
      variables.forEach((name, variable) -> gradients.put(name, gradientOf(variable)));
    }
  }

  /** The engine would take a label that is too large for the last class. */
  private static void requireClasses(int[] labels, long classes) {
    for (int label : labels) {
      if (label >= classes) {
        throw new IllegalArgumentException(
            "a label is %d, must be below %d, the classes of the network: build it for more"
                .formatted(label, classes));
      }
    }
  }

  private NDArray gradientOf(NDArray variable) {
    try (NDArray gradient = variable.getGradient()) {
      return ArrayCopy.of(gradient, manager);
    }
  }

  /**
   * Returns the mean of gradients, and of the losses that they are of: TensorFlow's {@code
   * average_gradients} of its towers. Each counts the same, so batches of one size give what one
   * batch of all their pictures would, but for batch normalization, which goes by its own batch.
   *
   * @param of one or more, of networks that are built alike; they stay the caller's to close
   * @return gradients of the first one's network, on its device
   * @throws IllegalArgumentException if there is none, or one has other variables or terms
   */
  public static Gradients average(List<Gradients> of) {
    if (of.isEmpty()) {
      throw new IllegalArgumentException("there are no gradients, must be one or more");
    }
    of.forEach(Gradients::requireOpen);
    Gradients mean = new Gradients(of.get(0).net);
    try {
      List<Map<String, NDArray>> arrays = of.stream().map(each -> each.gradients).toList();
      mean.gradients.putAll(Mean.of("the variables", arrays, mean.manager));
      List<Map<String, NDArray>> losses = of.stream().map(each -> each.terms).toList();
      mean.terms.putAll(Mean.of("the loss's terms", losses, mean.manager));
      return mean;
    } catch (RuntimeException | Error e) {
      mean.close();
      throw e;
    }
  }

  /** Returns how many numbers {@link #copyTo} writes. */
  public int size() {
    requireOpen();
    return Stream.of(gradients, terms)
        .flatMap(arrays -> arrays.values().stream())
        .mapToInt(array -> Math.toIntExact(array.size()))
        .sum();
  }

  /**
   * Writes the gradients, and after them the terms of their loss, for another process. Waits until
   * they are computed.
   *
   * @param numbers has room for {@link #size} from its position on, which goes behind them
   */
  public void copyTo(FloatBuffer numbers) {
    requireOpen();
    Stream.of(gradients, terms)
        .flatMap(arrays -> arrays.values().stream())
        .forEach(array -> numbers.put(array.toFloatArray()));
  }

  /**
   * Returns the mean as {@link #average} does, of gradients of several processes, which were added
   * up number by number.
   *
   * @param sums of what each has written by {@link #copyTo}, these among them; the position goes
   *     behind them
   * @param count how many were added, positive
   */
  public Gradients mean(FloatBuffer sums, int count) {
    requireOpen();
    Gradients mean = new Gradients(net);
    try {
      gradients.forEach((name, own) -> mean.gradients.put(name, mean.next(sums, own, count)));
      terms.forEach((name, own) -> mean.terms.put(name, mean.next(sums, own, count)));
      return mean;
    } catch (RuntimeException | Error e) {
      mean.close();
      throw e;
    }
  }

  private NDArray next(FloatBuffer sums, NDArray like, int count) {
    float[] values = new float[Math.toIntExact(like.size())];
    sums.get(values);
    return manager.create(values, like.getShape()).divi(count);
  }

  /** Returns the loss before these gradients are applied. Waits until it is computed. */
  public Losses losses() {
    requireOpen();
    Map<String, Float> values = new LinkedHashMap<>();
    float total = 0;
    for (Map.Entry<String, NDArray> term : terms.entrySet()) {
      float value = term.getValue().getFloat();
      values.put(term.getKey(), value);
      total += value;
    }
    return new Losses(values, total);
  }

  /** Returns the gradients by the names of their variables; each has its variable's shape. */
  public Map<String, NDArray> values() {
    requireOpen();
    return Collections.unmodifiableMap(gradients);
  }

  /**
   * Changes every variable by its gradient.
   *
   * @param optimizer decides how
   * @param step counted from 0, as {@code global_step}; the learning rate may depend on it
   * @throws IllegalArgumentException if the optimizer remembers something of another network;
   *     nothing is changed then
   */
  public void apply(Optimizer optimizer, long step) {
    requireOpen();
    optimizer.requireOf(net);
    net.alone(
        () ->
            gradients.forEach(
                (name, gradient) -> optimizer.update(name, net.variable(name), gradient, step)));
  }

  private void requireOpen() {
    net.requireOpen();
    if (!manager.isOpen()) {
      throw new IllegalStateException(
          "the gradients are closed: compute them anew, of a new batch");
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
