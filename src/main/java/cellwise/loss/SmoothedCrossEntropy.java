package cellwise.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;

/**
 * Cross entropy with smoothed labels, so that a network gains nothing from being ever surer of the
 * pictures that it trains on:
 *
 * <pre>(1 - smoothing) · -log p(label) + smoothing · mean over all classes of -log p(class)</pre>
 *
 * <p>Source: Szegedy and others, "Rethinking the Inception Architecture for Computer Vision", 2016,
 * section 7; TensorFlow's {@code label_smoothing}.
 */
public final class SmoothedCrossEntropy extends Loss {
  private final Loss crossEntropy = new SoftmaxCrossEntropyLoss();
  private final float smoothing;

  private SmoothedCrossEntropy(float smoothing) {
    super("smoothed_cross_entropy");
    this.smoothing = smoothing;
  }

  /**
   * Returns the term {@code smoothed_cross_entropy}.
   *
   * @param smoothing the share of a label that is spread over all classes, at least 0, below 1;
   *     usually 0.1
   */
  public static SmoothedCrossEntropy of(float smoothing) {
    if (!(0 <= smoothing && smoothing < 1)) {
      throw new IllegalArgumentException(
          "smoothing is " + smoothing + ", must be at least 0 and below 1: usually it is 0.1");
    }
    return new SmoothedCrossEntropy(smoothing);
  }

  /**
   * Returns the term, one number: the mean over the batch.
   *
   * @param labels shape {@code (n)}, counted from 0
   * @param logits shape {@code (n, classes)}; the result is in their scope
   */
  @Override
  public NDArray evaluate(NDList labels, NDList logits) {
    NDArray ofAll = logits.head().logSoftmax(-1).mean().neg();
    return crossEntropy.evaluate(labels, logits).mul(1 - smoothing).add(ofAll.mul(smoothing));
  }

  /** Returns its name and its factor. */
  @Override
  public String toString() {
    return "%s (%s)".formatted(getName(), smoothing);
  }
}
