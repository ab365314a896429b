package cellwise.summary;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * A picture as the network gets it, made visible as TensorFlow's {@code tf.summary.image} does: if
 * it has negative numbers, 0 becomes grey, and the number farthest from it black or white. A pixel
 * with a number that is NaN or infinite is red, in a grey picture white.
 *
 * @param tag its name, such as {@code images/image/0}
 * @param height pixels
 * @param width pixels
 * @param channels 3 for red, green and blue, 1 for grey
 * @param png the file's bytes; not to be changed
 */
public record Image(String tag, int height, int width, int channels, byte[] png)
    implements Summary {
  private static final float NEARLY_NONE = 1e-6f;

  /**
   * Returns the first pictures of a batch.
   *
   * @param tag of all; {@code /image/0} and so on is added
   * @param images shape {@code (n, channels, height, width)}, 3 channels or 1
   * @param count how many, at most
   */
  public static List<Image> of(String tag, NDArray images, int count) {
    Shape shape = images.getShape();
    int channels = (int) shape.get(1);
    int height = (int) shape.get(2);
    int width = (int) shape.get(3);
    int number = (int) Math.min(count, shape.get(0));
    List<Image> pictures = new ArrayList<>();
    if (number == 0) {
      return pictures;
    }
    try (NDArray first = images.get("0:" + number)) {
      float[] values = first.toFloatArray();
      for (int i = 0; i < number; i++) {
        int size = channels * height * width;
        float[] picture = Arrays.copyOfRange(values, i * size, (i + 1) * size);
        byte[] png = png(picture, channels, height, width);
        pictures.add(new Image(tag + "/image/" + i, height, width, channels, png));
      }
    }
    return pictures;
  }

  private static byte[] png(float[] values, int channels, int height, int width) {
    int plane = height * width;
    float least = Float.MAX_VALUE;
    float most = -Float.MAX_VALUE;
    for (int i = 0; i < values.length; i++) {
      if (isFinite(values, i % plane, plane)) {
        least = Math.min(least, values[i]);
        most = Math.max(most, values[i]);
      }
    }
    float farthest = least < 0 ? Math.max(-least, Math.abs(most)) : most;
    float scale = farthest < NEARLY_NONE ? 0 : (least < 0 ? 127 : 255) / farthest;
    float offset = least < 0 ? 128 : 0;
    int type = channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR;
    BufferedImage picture = new BufferedImage(width, height, type);
    for (int i = 0; i < values.length; i++) {
      int value = (int) (values[i] * scale + offset) & 0xff;
      if (!isFinite(values, i % plane, plane)) {
        value = i < plane ? 255 : 0;
      }
      picture.getRaster().setSample(i % width, i / width % height, i / plane, value);
    }
    return encode(picture);
  }

  private static boolean isFinite(float[] values, int pixel, int plane) {
    for (int i = pixel; i < values.length; i += plane) {
      if (!Float.isFinite(values[i])) {
        return false;
      }
    }
    return true;
  }

  /** Returns a picture as the bytes of a PNG file. */
  public static byte[] encode(BufferedImage picture) {
    try (ByteArrayOutputStream png = new ByteArrayOutputStream()) {
      ImageIO.write(picture, "png", png);
      return png.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }
}
