package cellwise.data;

import java.util.Random;

/**
 * One step of preparing a picture, composed with {@link #then}: takes pixels, gives pixels, and
 * leaves what it took as it was.
 *
 * <p>The factories are the steps of the tutorial's {@code distorted_inputs()} and {@code inputs()}.
 */
@FunctionalInterface
public interface Distortion {
  /** Rows and columns that the tutorial's network sees, in pixels. */
  int CROP = 24;

  /**
   * Distorts one picture.
   *
   * @param in the pixels, not changed
   * @param random draws for this picture alone
   * @return the distorted pixels; {@code in} itself where there is nothing to do
   */
  Pixels apply(Pixels in, Random random);

  /** Returns this step followed by another. */
  default Distortion then(Distortion next) {
    return (in, random) -> next.apply(apply(in, random), random);
  }

  /**
   * Returns what the tutorial does to a training picture: random crop 24 × 24, flip, brightness
   * ±63, contrast 0.2 to 1.8, standardization.
   */
  static Distortion training() {
    return randomCrop(CROP)
        .then(randomFlip())
        .then(randomBrightness(63))
        .then(randomContrast(0.2f, 1.8f))
        .then(standardize());
  }

  /** Returns what the tutorial does to a test picture: central crop 24 × 24, standardization. */
  static Distortion evaluation() {
    return centralCrop(CROP).then(standardize());
  }

  /** Returns a cut of {@code side} × {@code side} pixels, every place equally likely. */
  static Distortion randomCrop(int side) {
    return (in, random) -> {
      checkCrop(in, side);
      int top = random.nextInt(in.height() - side + 1);
      int left = random.nextInt(in.width() - side + 1);
      return crop(in, top, left, side);
    };
  }

  /** Returns a cut of {@code side} × {@code side} pixels from the middle. */
  static Distortion centralCrop(int side) {
    return (in, random) -> {
      checkCrop(in, side);
      return crop(in, (in.height() - side) / 2, (in.width() - side) / 2, side);
    };
  }

  /** Returns a mirror image, left for right, of every second picture on average. */
  static Distortion randomFlip() {
    return (in, random) -> random.nextBoolean() ? flip(in) : in;
  }

  /**
   * Returns one number added to every value, drawn from {@code [-maxDelta, maxDelta)}.
   *
   * @param maxDelta in steps of a byte's 0 to 255, not negative
   */
  static Distortion randomBrightness(float maxDelta) {
    if (!(maxDelta >= 0)) {
      throw new IllegalArgumentException("maxDelta is " + maxDelta + ", must not be negative");
    }
    return (in, random) -> brightness(in, (2 * random.nextFloat() - 1) * maxDelta);
  }

  /** Returns {@link #contrast} by a factor drawn from {@code [lower, upper)}. */
  static Distortion randomContrast(float lower, float upper) {
    if (!(0 <= lower && lower < upper)) {
      throw new IllegalArgumentException(
          "contrast is %s to %s, must be 0 <= lower < upper".formatted(lower, upper));
    }
    return (in, random) -> contrast(in, lower + random.nextFloat() * (upper - lower));
  }

  /** Returns {@code (x - mean) / max(stddev, 1/√N)} over all N values of the picture together. */
  static Distortion standardize() {
    return (in, random) -> standardized(in);
  }

  /** Returns the picture with {@code delta} added to every value. */
  static Pixels brightness(Pixels in, float delta) {
    float[] out = new float[in.values().length];
    for (int i = 0; i < out.length; i++) {
      out[i] = in.values()[i] + delta;
    }
    return new Pixels(in.height(), in.width(), out);
  }

  /**
   * Returns the picture with each channel stretched around its own mean, {@code (x - mean) · factor
   * + mean}, as TensorFlow's {@code adjust_contrast} does.
   */
  static Pixels contrast(Pixels in, float factor) {
    int plane = in.height() * in.width();
    float[] out = new float[in.values().length];
    for (int start = 0; start < out.length; start += plane) {
      float mean = (float) mean(in.values(), start, start + plane);
      for (int i = start; i < start + plane; i++) {
        out[i] = (in.values()[i] - mean) * factor + mean;
      }
    }
    return new Pixels(in.height(), in.width(), out);
  }

  private static Pixels standardized(Pixels in) {
    float[] values = in.values();
    double mean = mean(values, 0, values.length);
    double squares = 0;
    for (float value : values) {
      squares += (value - mean) * (value - mean);
    }
    double floor = 1 / Math.sqrt(values.length);
    float scale = (float) (1 / Math.max(Math.sqrt(squares / values.length), floor));
    float[] out = new float[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (values[i] - mean) * scale;
    }
    return new Pixels(in.height(), in.width(), out);
  }

  private static double mean(float[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += values[i];
    }
    return sum / (to - from);
  }

  private static Pixels flip(Pixels in) {
    int width = in.width();
    float[] out = new float[in.values().length];
    for (int row = 0; row < out.length; row += width) {
      for (int x = 0; x < width; x++) {
        out[row + x] = in.values()[row + width - 1 - x];
      }
    }
    return new Pixels(in.height(), width, out);
  }

  private static Pixels crop(Pixels in, int top, int left, int side) {
    float[] out = new float[in.channels() * side * side];
    for (int row = 0; row < in.channels() * side; row++) {
      int from = (row / side * in.height() + top + row % side) * in.width() + left;
      System.arraycopy(in.values(), from, out, row * side, side);
    }
    return new Pixels(side, side, out);
  }

  private static void checkCrop(Pixels in, int side) {
    if (side < 1 || side > in.height() || side > in.width()) {
      throw new IllegalArgumentException(
          "crop is %d × %d, must lie inside the picture's %d × %d"
              .formatted(side, side, in.height(), in.width()));
    }
  }
}
