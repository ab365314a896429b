package cellwise.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.loss.Loss;
import cellwise.model.Network;
import java.util.List;
import java.util.Set;

/**
 * A term that grows with the weights of one or more layers: {@code weightDecay · Σ w² / 2}, so that
 * its gradient is {@code weightDecay · w}. Biases are left alone.
 *
 * <p>Source: {@code _variable_with_weight_decay()} in the tutorial's {@code cifar10.py}. DJL's
 * {@code L2WeightDecay} has no half and cannot be trained with on MXNet.
 */
public final class L2Penalty extends Loss {
  private final Network net;
  private final String ofLayers;
  private final List<NDArray> weights;
  private final float weightDecay;

  private L2Penalty(Network net, String name, List<String> layers, float weightDecay) {
    super(name);
    this.net = net;
    boolean isToldByName = layers.size() == 1 && name.equals(termOf(layers.get(0)));
    ofLayers = isToldByName ? "" : " of " + String.join(", ", layers);
    if (!(weightDecay >= 0 && weightDecay < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "weightDecay is " + weightDecay + ", must be finite and not negative");
    }
    weights = layers.stream().map(layer -> net.variable(layer + "/weights")).toList();
    this.weightDecay = weightDecay;
  }

  private static String termOf(String layer) {
    return layer + "/weight_loss";
  }

  /**
   * Returns the term {@code <layer>/weight_loss}.
   *
   * @param layer such as {@code local3}
   * @param weightDecay the factor, not negative; 0.004 in the tutorial
   */
  public static L2Penalty on(Network net, String layer, float weightDecay) {
    return new L2Penalty(net, termOf(layer), List.of(layer), weightDecay);
  }

  /**
   * Returns the term {@code weight_loss}, which is of several layers together.
   *
   * @param layers one or more, each once
   * @param weightDecay the factor, not negative
   */
  public static L2Penalty on(Network net, List<String> layers, float weightDecay) {
    return on(net, "weight_loss", layers, weightDecay);
  }

  /**
   * Returns a term of several layers together with a name of its own, so that there can be others.
   *
   * @param name such as {@code conv/weight_loss}, as {@link Losses#requireName} wants it
   * @param layers one or more, each once
   * @param weightDecay the factor, finite and not negative
   */
  public static L2Penalty on(Network net, String name, List<String> layers, float weightDecay) {
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("layers is empty, must name at least one");
    }
    if (Set.copyOf(layers).size() < layers.size()) {
      throw new IllegalArgumentException("layers are " + layers + ", must name each once");
    }
    return new L2Penalty(net, Losses.requireName(name), layers, weightDecay);
  }

  /**
   * Refuses to be computed for another network, which would then be trained without decay.
   *
   * @throws IllegalArgumentException if it is of the weights of another one than {@code other}
   */
  void requireOf(Network other) {
    other.requirePart(net, "the L2 penalty " + getName(), "L2Penalty.on(net, ...)");
  }

  /** Refuses others of another network beside it. */
  void requireOfOneNetwork(List<Loss> others) {
    for (Loss other : others) {
      if (other instanceof L2Penalty penalty) {
        penalty.requireOf(net);
      }
    }
  }

  /**
   * Returns the term, one number.
   *
   * @param labels not looked at
   * @param logits not looked at; the result is in their scope
   */
  @Override
  public NDArray evaluate(NDList labels, NDList logits) {
    net.requireOpen();
    NDManager scope = logits.head().getManager();
    return weights.stream()
        .map(each -> squares(each, scope))
        .reduce(NDArray::add)
        .orElseThrow()
        .mul(weightDecay / 2);
  }

  private static NDArray squares(NDArray weights, NDManager scope) {
    NDArray flat = weights.flatten();
    flat.attach(scope);
    return flat.dot(flat);
  }

  /** Returns its name, its layers unless the name tells them, and its factor. */
  @Override
  public String toString() {
    return "%s%s (%s)".formatted(getName(), ofLayers, weightDecay);
  }
}
