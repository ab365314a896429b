package cellwise.data;

import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;

/**
 * One labelled picture as its file has it, in planes of bytes.
 *
 * @param label the class, counted from 0
 * @param height rows; 32 in CIFAR-10, 28 in MNIST
 * @param width columns
 * @param planes the red, the green, the blue plane, each row by row; only one where all is grey
 */
public record Picture(int label, int height, int width, byte[] planes) {
  /** Checks that the planes are complete. */
  public Picture {
    Pixels.checkPlanes(height, width, planes.length);
  }

  /** Returns the number of planes: 3 for a colour picture, 1 for a grey one. */
  public int channels() {
    return planes.length / (height * width);
  }

  /** Returns {@code (channels, height, width)}. */
  public Shape shape() {
    return new Shape(channels(), height, width);
  }

  /** Returns size, label and planes, to read from. */
  ByteBuffer bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(3 * Integer.BYTES + planes.length);
    return bytes.putInt(height).putInt(width).putInt(label).put(planes).flip();
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
