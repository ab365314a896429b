package cellwise.data;

/**
 * A picture in floats, shape {@code (3, height, width)}: what a {@link Distortion} takes and gives.
 *
 * @param height rows
 * @param width columns
 * @param values the red, the green, the blue plane, each row by row; 0 to 255 before
 *     standardization, never clipped
 */
public record Pixels(int height, int width, float[] values) {
  /** Checks that the planes are complete. */
  public Pixels {
    if (values.length != Picture.CHANNELS * height * width) {
      throw new IllegalArgumentException(
          "values has %d floats, must have 3 · %d · %d".formatted(values.length, height, width));
    }
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
