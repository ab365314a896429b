package cellwise.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import cellwise.model.Network;

/**
 * A term that grows with a layer's weights: {@code weightDecay · Σ w² / 2}, so that its gradient is
 * {@code weightDecay · w}. Biases are left alone.
 *
 * <p>Source: {@code _variable_with_weight_decay()} in the tutorial's {@code cifar10.py}. DJL's
 * {@code L2WeightDecay} has no half and cannot be trained with on MXNet.
 */
public final class L2Penalty extends Loss {
  private final NDArray weights;
  private final float weightDecay;

  private L2Penalty(String name, NDArray weights, float weightDecay) {
    super(name);
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
    if (!(weightDecay >= 0)) {
      throw new IllegalArgumentException(
          "weightDecay is " + weightDecay + ", must not be negative");
    }
    return new L2Penalty(layer + "/weight_loss", net.variable(layer + "/weights"), weightDecay);
  }

  /**
   * Returns the term, one number.
   *
   * @param labels not looked at
   * @param logits not looked at; the result is in their scope
   */
  @Override
  public NDArray evaluate(NDList labels, NDList logits) {
    NDArray flat = weights.flatten();
    flat.attach(logits.head().getManager());
    return flat.dot(flat).mul(weightDecay / 2);
  }

  @Override
  public String toString() {
    return getName() + " (" + weightDecay + ")";
  }
}
