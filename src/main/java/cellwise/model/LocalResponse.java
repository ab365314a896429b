package cellwise.model;

import cellwise.engine.PictureOperation;
import java.util.Arrays;

/**
 * {@link LocalResponseNorm} of one picture with few passes over few numbers, and its gradient:
 *
 * <pre>
 *   y_c  = x_c · s_c^-beta,  s_c = bias + alpha · Σ x_j²,  |j - c| ≤ radius
 *   gx_c = gy_c · s_c^-beta - 2 · alpha · beta · x_c · Σ gy_j · x_j · s_j^(-beta-1)
 * </pre>
 */
record LocalResponse(int channels, int radius, float bias, float alpha, float beta)
    implements PictureOperation {
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
    if (beta != 0.75f) {
      return (float) Math.pow(sum, -beta);
    }
    float root = (float) Math.sqrt(sum);
    return 1 / (root * (float) Math.sqrt(root));
  }
}
