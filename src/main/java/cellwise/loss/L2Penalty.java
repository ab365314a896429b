package cellwise.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.loss.Loss;
import cellwise.model.Network;
import java.util.List;

/**
 * A term that grows with the weights of one or more layers: {@code weightDecay · Σ w² / 2}, so that
 * its gradient is {@code weightDecay · w}. Biases are left alone.
 *
 * <p>Source: {@code _variable_with_weight_decay()} in the tutorial's {@code cifar10.py}. DJL's
 * {@code L2WeightDecay} has no half and cannot be trained with on MXNet.
 */
public final class L2Penalty extends Loss {
  private final String ofLayers;
  private final List<NDArray> weights;
  private final float weightDecay;

  private L2Penalty(String name, String ofLayers, List<NDArray> weights, float weightDecay) {
    super(name);
    this.ofLayers = ofLayers;
    if (!(weightDecay >= 0)) {
      throw new IllegalArgumentException(
          "weightDecay is " + weightDecay + ", must not be negative");
    }
    this.weights = weights;
    this.weightDecay = weightDecay;
  }

  /**
   * Returns the term {@code <layer>/weight_loss}.
   *
   * @param layer such as {@code local3}
   * @param weightDecay the factor, not negative; 0.004 in the tutorial
   */
  public static L2Penalty on(Network net, String layer, float weightDecay) {
    return new L2Penalty(
        layer + "/weight_loss", "", List.of(net.variable(layer + "/weights")), weightDecay);
  }

  /**
   * Returns the term {@code weight_loss}, which is of several layers together.
   *
   * @param layers one or more
   * @param weightDecay the factor, not negative
   */
  public static L2Penalty on(Network net, List<String> layers, float weightDecay) {
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("layers is empty, must name at least one");
    }
    return new L2Penalty(
        "weight_loss",
        " of " + String.join(", ", layers),
        layers.stream().map(layer -> net.variable(layer + "/weights")).toList(),
        weightDecay);
  }

  /**
   * Returns the term, one number.
   *
   * @param labels not looked at
   * @param logits not looked at; the result is in their scope
   */
  @Override
  public NDArray evaluate(NDList labels, NDList logits) {
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
