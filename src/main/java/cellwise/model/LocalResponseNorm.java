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
import cellwise.engine.PictureOperation;
import java.util.Arrays;

/**
 * Local response normalization across channels, as TensorFlow's {@code tf.nn.lrn}, and its
 * gradient:
 *
 * <pre>
 *   y_c  = x_c · s_c^-beta,  s_c = bias + alpha · Σ x_j²,  |j - c| ≤ radius
 *   gx_c = gy_c · s_c^-beta - 2 · alpha · beta · x_c · Σ gy_j · x_j · s_j^(-beta-1)
 * </pre>
 *
 * <p>Takes and gives {@code (n, channels, height, width)}. {@code alpha} is not divided by the
 * window, which Caffe and cuDNN do; the window is cut at the first and the last channel. Source:
 * Krizhevsky, Sutskever and Hinton, "ImageNet Classification with Deep Convolutional Neural
 * Networks", 2012, section 3.3.
 *
 * <p>A {@link PictureOperation}: an engine's own operator may cost more on a CPU than all the rest
 * of a step.
 */
public final class LocalResponseNorm extends AbstractBlock {
  private static final float SQUARE_ROOTS = 0.75f;

  private final int radius;
  private final float bias;
  private final float alpha;
  private final float beta;
  private Operation operation;

  /**
   * Describes the normalization.
   *
   * @param radius channels to each side that count, 0 or more
   * @param bias what is added to the sum, positive
   * @param alpha the factor of the sum, 0 or more
   * @param beta the exponent
   */
  public LocalResponseNorm(int radius, float bias, float alpha, float beta) {
    if (radius < 0 || !(bias > 0) || !(alpha >= 0)) {
      throw new IllegalArgumentException(
          "radius is %d, bias %s and alpha %s, radius and alpha must be 0 or more and bias positive"
              .formatted(radius, bias, alpha));
    }
    this.radius = radius;
    this.bias = bias;
    this.alpha = alpha;
    this.beta = beta;
  }

  @Override
  public void initialize(NDManager manager, DataType dataType, Shape... inputShapes) {
    super.initialize(manager, dataType, inputShapes);
    operation = new Operation(manager, Math.toIntExact(inputShapes[0].get(1)));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      PairList<String, Object> params) {
    return new NDList(operation.applyTo(inputs.singletonOrThrow()));
  }

  NDArray composed(NDArray x) {
    return operation.composed(x);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes;
  }

  private final class Operation implements PictureOperation {
    private final int channels;
    private final NDArray window;
    private final NDArray offset;

    Operation(NDManager manager, int channels) {
      this.channels = channels;
      float[] band = new float[channels * channels];
      for (int row = 0; row < channels; row++) {
        int last = Math.min(channels - 1, row + radius);
        int first = Math.max(0, row - radius);
        Arrays.fill(band, row * channels + first, row * channels + last + 1, alpha);
      }
      window = manager.create(band, new Shape(channels, channels, 1, 1));
      offset = manager.full(new Shape(channels), bias);
    }

    /** The sum over the window is a 1 × 1 convolution with a banded matrix; s^¾ is √s · √√s. */
    @Override
    public NDArray composed(NDArray x) {
      NDArray sum = Conv2d.conv2d(x.square(), window, offset).singletonOrThrow();
      if (beta != SQUARE_ROOTS) {
        return x.div(sum.pow(beta));
      }
      NDArray root = sum.sqrt();
      return x.div(root.mul(root.sqrt()));
    }

    @Override
    public void forward(float[] in, float[] out) {
      sumOverWindows(scaledSquares(in), out);
      for (int i = 0; i < in.length; i++) {
        out[i] = in[i] * power(biased(out[i]));
      }
    }

    @Override
    public void backward(float[] in, float[] gradient, float[] inGradient) {
      float[] terms = scaledSquares(in);
      sumOverWindows(terms, inGradient);
      for (int i = 0; i < in.length; i++) {
        float sum = biased(inGradient[i]);
        inGradient[i] = gradient[i] * power(sum);
        terms[i] = inGradient[i] * in[i] / sum;
      }
      sumOverWindows(terms, gradient);
      float factor = -2 * alpha * beta;
      for (int i = 0; i < in.length; i++) {
        inGradient[i] += factor * in[i] * gradient[i];
      }
    }

    private float[] scaledSquares(float[] in) {
      float[] squares = new float[in.length];
      for (int i = 0; i < in.length; i++) {
        squares[i] = alpha * in[i] * in[i];
      }
      return squares;
    }

    /** What an enormous channel leaves in the sums after it by rounding may be below 0. */
    private float biased(float sum) {
      return bias + Math.max(0, sum);
    }

    /** Each channel's sum is that of the channel before, with one plane more and one less. */
    private void sumOverWindows(float[] values, float[] sums) {
      int plane = values.length / channels;
      Arrays.fill(sums, 0, plane, 0);
      for (int channel = 0; channel < Math.min(radius, channels); channel++) {
        add(1, values, channel * plane, sums, 0, plane);
      }
      for (int channel = 0; channel < channels; channel++) {
        int at = channel * plane;
        if (channel > 0) {
          System.arraycopy(sums, at - plane, sums, at, plane);
        }
        if (channel + radius < channels) {
          add(1, values, at + radius * plane, sums, at, plane);
        }
        if (channel > radius) {
          add(-1, values, at - (radius + 1) * plane, sums, at, plane);
        }
      }
    }

    private static void add(float sign, float[] values, int from, float[] sums, int to, int count) {
      for (int i = 0; i < count; i++) {
        sums[to + i] += sign * values[from + i];
      }
    }

    /** Two square roots are faster than a power: s^-¾ = 1 / (√s · √√s). */
    private float power(float sum) {
      if (beta != SQUARE_ROOTS) {
        return (float) Math.pow(sum, -beta);
      }
      float root = (float) Math.sqrt(sum);
      return 1 / (root * (float) Math.sqrt(root));
    }
  }
}
