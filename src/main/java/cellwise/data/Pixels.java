package cellwise.data;

/**
 * A picture in floats, shape {@code (channels, height, width)}: what a {@link Distortion} takes and
 * gives.
 *
 * @param height rows
 * @param width columns
 * @param values the red, the green, the blue plane, each row by row, or one plane of grey; 0 to 255
 *     before standardization, never clipped
 */
public record Pixels(int height, int width, float[] values) {
  /** Checks that the planes are complete. */
  public Pixels {
    checkPlanes(height, width, values.length);
  }

  static void checkPlanes(int height, int width, int size) {
    long plane = (long) height * width;
    if (height < 1 || width < 1 || size % plane != 0 || size == 0) {
      throw new IllegalArgumentException(
          "a picture of %d × %d has %d values, must have whole planes of %d"
              .formatted(height, width, size, plane));
    }
  }

  /** Returns the number of planes: 3 for a colour picture, 1 for a grey one. */
  public int channels() {
    return values.length / (height * width);
  }

  /**
   * Returns the picture in grey, {@code 0.299 red + 0.587 green + 0.114 blue} as ITU-R BT.601 has
   * it; itself if it is grey.
   *
   * @throws IllegalArgumentException if it has neither 1 nor 3 channels
   */
  public Pixels grey() {
    if (channels() == 1) {
      return this;
    }
    if (channels() != 3) {
      throw new IllegalArgumentException(
          "the picture has " + channels() + " channels, must have 3 to be made grey");
    }
    int plane = height * width;
    float[] grey = new float[plane];
    for (int i = 0; i < plane; i++) {
      grey[i] = 0.299f * values[i] + 0.587f * values[plane + i] + 0.114f * values[2 * plane + i];
    }
    return new Pixels(height, width, grey);
  }

  /**
   * Returns one value.
   *
   * @param channel 0 red, 1 green, 2 blue
   * @param row from the top, counted from 0
   * @param column from the left, counted from 0
   */
  public float value(int channel, int row, int column) {
    return values[(channel * height + row) * width + column];
  }
}
