package cellwise.data;

/**
 * One labelled picture as its file has it, in planes of bytes.
 *
 * @param label the class, counted from 0
 * @param height rows; 32 in CIFAR-10, 28 in MNIST
 * @param width columns
 * @param planes the red, the green, the blue plane, each row by row; only one where all is grey
 */
public record Picture(int label, int height, int width, byte[] planes) {
  /** Rows and columns of a picture of CIFAR-10, in pixels. */
  static final int SIDE = 32;

  /** Planes of a picture of CIFAR-10: red, green, blue. */
  static final int COLOURS = 3;

  /** Bytes of a picture of CIFAR-10 without its label. */
  static final int BYTES = COLOURS * SIDE * SIDE;

  /** Checks that the planes are complete. */
  public Picture {
    Pixels.checkPlanes(height, width, planes.length);
  }

  /** Returns the number of planes: 3 for a colour picture, 1 for a grey one. */
  public int channels() {
    return planes.length / (height * width);
  }

  /**
   * Returns one value of the picture, 0 (dark) to 255 (bright).
   *
   * @param channel 0 red, 1 green, 2 blue
   * @param row from the top, counted from 0
   * @param column from the left, counted from 0
   */
  public int value(int channel, int row, int column) {
    return planes[(channel * height + row) * width + column] & 0xff;
  }

  /** Returns the values as floats 0 to 255, the tutorial's {@code reshaped_image}. */
  public Pixels pixels() {
    float[] values = new float[planes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = planes[i] & 0xff;
    }
    return new Pixels(height, width, values);
  }
}
