package cellwise.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import cellwise.data.Batch;
import cellwise.loss.Losses;
import cellwise.loss.TotalLoss;
import cellwise.model.Network;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The gradients of one batch: computed, looked at, applied; TensorFlow's {@code compute_gradients}
 * and {@code apply_gradients}. Whoever computed them closes them.
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
   * @throws IllegalArgumentException if a term of the loss names a layer that the network lacks;
   *     nothing is computed then
   */
  public static Gradients compute(Network net, TotalLoss loss, Batch batch) {
    loss.requireOf(net);
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
    try (NDManager scope = batch.manager().newSubManager()) {
      scope.tempAttachAll(batch.images(), batch.labels());
      net.variables().values().forEach(scope::tempAttachAll);
      try (GradientCollector collector = scope.getEngine().newGradientCollector()) {
        NDArray logits = net.logits(batch.images(), true);
        Map<String, NDArray> terms = loss.terms(net, batch.labels(), logits);
        collector.backward(TotalLoss.sum(terms.values()));
        keep(terms);
      }
    }
  }

  /** Takes the terms and the gradients out of the scope that ends with the backward pass. */
  private void keep(Map<String, NDArray> computed) {
    computed.forEach(
        (name, term) -> {
          term.attach(manager);
          terms.put(name, term);
        });
    net.variables()
        .forEach(
            (name, variable) -> {
              try (NDArray gradient = variable.getGradient()) {
                NDArray copy = gradient.duplicate();
                copy.attach(manager);
                gradients.put(name, copy);
              }
            });
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
