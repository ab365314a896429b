package cellwise.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import cellwise.engine.CustomFunction;

/**
 * Local response normalization across channels, as TensorFlow's {@code tf.nn.lrn}:
 *
 * <pre>y_c = x_c · (bias + alpha · Σ x_j²)^-beta,  |j - c| ≤ radius</pre>
 *
 * <p>Takes and gives {@code (n, channels, height, width)}. {@code alpha} is not divided by the
 * window, which MXNet, Caffe and cuDNN do; the window is cut at the first and the last channel.
 * Source: Krizhevsky, Sutskever and Hinton, "ImageNet Classification with Deep Convolutional Neural
 * Networks", 2012, section 3.3.
 *
 * <p>MXNet's own operator costs more on a CPU than all the rest of a step. Here Java computes it
 * where it can, on the engine's memory; elsewhere, as on a GPU, it is put together from operations,
 * the sum over the window being a 1 × 1 convolution with a banded matrix.
 */
public final class LocalResponseNorm extends AbstractBlock {
  private static final float SQUARE_ROOTS = 0.75f;

  private final int radius;
  private final float bias;
  private final float alpha;
  private final float beta;
  private LocalResponse ofPicture;
  private NDArray window;
  private NDArray offset;

  /**
   * Describes the normalization.
   *
   * @param radius channels to each side that count, 0 or more
   * @param bias what is added to the sum, positive
   * @param alpha the factor of the sum
   * @param beta the exponent
   */
  public LocalResponseNorm(int radius, float bias, float alpha, float beta) {
    if (radius < 0 || !(bias > 0)) {
      throw new IllegalArgumentException(
          "radius is %d and bias %s, radius must be 0 or more and bias positive"
              .formatted(radius, bias));
    }
    this.radius = radius;
    this.bias = bias;
    this.alpha = alpha;
    this.beta = beta;
  }

  @Override
  public void initialize(NDManager manager, DataType dataType, Shape... inputShapes) {
    super.initialize(manager, dataType, inputShapes);
    int channels = Math.toIntExact(inputShapes[0].get(1));
    ofPicture = new LocalResponse(channels, radius, bias, alpha, beta);
    float[] band = new float[channels * channels];
    for (int row = 0; row < channels; row++) {
      int last = Math.min(channels - 1, row + radius);
      for (int column = Math.max(0, row - radius); column <= last; column++) {
        band[row * channels + column] = alpha;
      }
    }
    window = manager.create(band, new Shape(channels, channels, 1, 1));
    offset = manager.full(new Shape(channels), bias);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      PairList<String, Object> params) {
    NDArray x = inputs.singletonOrThrow();
    return new NDList(
        CustomFunction.canRunOn(x) ? CustomFunction.apply(ofPicture, x) : composed(x));
  }

  /** The same by DJL's operations, on whatever engine. */
  NDArray composed(NDArray x) {
    NDArray sum = Conv2d.conv2d(x.square(), window, offset).singletonOrThrow();
    return x.div(power(sum));
  }

  /** Two square roots and a product are faster than a power: s^¾ = √s · √√s. */
  private NDArray power(NDArray sum) {
    if (beta != SQUARE_ROOTS) {
      return sum.pow(beta);
    }
    NDArray root = sum.sqrt();
    return root.mul(root.sqrt());
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes;
  }
}
