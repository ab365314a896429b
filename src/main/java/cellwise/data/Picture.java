package cellwise.data;

/**
 * One labelled picture as its file has it: 32 × 32 pixels, three planes of bytes.
 *
 * @param label the class, counted from 0
 * @param planes 3072 bytes: the red, the green, the blue plane, each 32 rows of 32 columns
 */
public record Picture(int label, byte[] planes) {
  /** Rows and columns of a picture, in pixels. */
  public static final int SIDE = 32;

  /** Planes of a picture: red, green, blue. */
  public static final int CHANNELS = 3;

  /** Bytes of a picture without its label. */
  public static final int BYTES = CHANNELS * SIDE * SIDE;

  /** Checks that the planes are complete. */
  public Picture {
    if (planes.length != BYTES) {
      throw new IllegalArgumentException(
          "planes has " + planes.length + " bytes, must have " + BYTES + ": 3 planes of 32 × 32");
    }
  }

  /**
   * Returns one value of the picture, 0 (dark) to 255 (bright).
   *
   * @param channel 0 red, 1 green, 2 blue
   * @param row from the top, counted from 0
   * @param column from the left, counted from 0
   */
  public int value(int channel, int row, int column) {
    return planes[(channel * SIDE + row) * SIDE + column] & 0xff;
  }

  /** Returns the values as floats 0 to 255, the tutorial's {@code reshaped_image}. */
  public Pixels pixels() {
    float[] values = new float[BYTES];
    for (int i = 0; i < BYTES; i++) {
      values[i] = planes[i] & 0xff;
    }
    return new Pixels(SIDE, SIDE, values);
  }
}
