package cellwise.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import cellwise.model.Network;

/**
 * Cross entropy with smoothed labels, so that a network gains nothing from being ever surer of the
 * pictures that it trains on:
 *
 * <pre>(1 - smoothing) · -log p(label) + smoothing · mean over all classes of -log p(class)</pre>
 *
 * <p>The mean of that over the batch. Source: Szegedy and others, "Rethinking the Inception
 * Architecture for Computer Vision", 2016, section 7; TensorFlow's {@code label_smoothing}.
 *
 * @param smoothing the share of a label that is spread over all classes, at least 0, below 1;
 *     usually 0.1
 */
public record SmoothedCrossEntropy(float smoothing) implements LossTerm {
  private static final LossTerm CROSS_ENTROPY = LossTerm.of(new SoftmaxCrossEntropyLoss());

  /** Refuses what is no share. */
  public SmoothedCrossEntropy {
    if (!(0 <= smoothing && smoothing < 1)) {
      throw new IllegalArgumentException(
          "smoothing is " + smoothing + ", must be at least 0 and below 1: usually it is 0.1");
    }
  }

  /** Returns the term {@code smoothed_cross_entropy}. */
  public static SmoothedCrossEntropy of(float smoothing) {
    return new SmoothedCrossEntropy(smoothing);
  }

  @Override
  public String name() {
    return "smoothed_cross_entropy";
  }

  @Override
  public NDArray evaluate(Network net, NDArray labels, NDArray logits) {
    NDArray ofAll = logits.logSoftmax(-1).mean().neg();
    NDArray ofLabels = CROSS_ENTROPY.evaluate(net, labels, logits);
    return ofLabels.mul(1 - smoothing).add(ofAll.mul(smoothing));
  }

  /** Returns its name and its factor. */
  @Override
  public String toString() {
    return "%s (%s)".formatted(name(), smoothing);
  }
}
