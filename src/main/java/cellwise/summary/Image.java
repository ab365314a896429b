package cellwise.summary;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * A picture as the network gets it, made visible as TensorFlow's {@code tf.summary.image} does: if
 * it has negative numbers, 0 becomes grey, and the number farthest from it black or white.
 *
 * @param tag its name, such as {@code images/image/0}
 * @param height pixels
 * @param width pixels
 * @param png the file's bytes, three colours; not to be changed
 */
public record Image(String tag, int height, int width, byte[] png) implements Summary {
  private static final float NEARLY_NONE = 1e-6f;

  /**
   * Returns the first pictures of a batch.
   *
   * @param tag of all; {@code /image/0} and so on is added
   * @param images shape {@code (n, 3, height, width)}, finite numbers
   * @param count how many, at most
   */
  public static List<Image> of(String tag, NDArray images, int count) {
    Shape shape = images.getShape();
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
        byte[] png = png(values, i * 3 * height * width, height, width);
        pictures.add(new Image(tag + "/image/" + i, height, width, png));
      }
    }
    return pictures;
  }

  private static byte[] png(float[] values, int from, int height, int width) {
    int plane = height * width;
    float least = Float.MAX_VALUE;
    float most = -Float.MAX_VALUE;
    for (int i = from; i < from + 3 * plane; i++) {
      least = Math.min(least, values[i]);
      most = Math.max(most, values[i]);
    }
    float farthest = least < 0 ? Math.max(-least, Math.abs(most)) : most;
    float scale = farthest < NEARLY_NONE ? 0 : (least < 0 ? 127 : 255) / farthest;
    float offset = least < 0 ? 128 : 0;
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < plane; i++) {
      int rgb = 0;
      for (int channel = 0; channel < 3; channel++) {
        rgb = rgb << 8 | (int) (values[from + channel * plane + i] * scale + offset) & 0xff;
      }
      picture.setRGB(i % width, i / width, rgb);
    }
    return bytes(picture);
  }

  private static byte[] bytes(BufferedImage picture) {
    try (ByteArrayOutputStream png = new ByteArrayOutputStream()) {
      ImageIO.write(picture, "png", png);
      return png.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }
}
