package cellwise.show;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import cellwise.data.Distortion;
import cellwise.data.Picture;
import cellwise.data.Pixels;
import cellwise.data.Seeds;
import cellwise.data.Split;
import cellwise.eval.Prediction;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Shows pictures side by side, each with its class below. */
public final class PictureGrid {
  /** Pixels on the page for one of the picture's, and more where a picture is very small. */
  private static final int ZOOM = 2;

  private static final int SMALLEST = 40;
  private static final float TINY = 1e-6f;

  private PictureGrid() {}

  /**
   * Shows the first pictures of a split.
   *
   * @param count how many, at most the split's size
   */
  public static Figure of(Split pictures, int count) {
    List<Picture> shown = pictures.first(count);
    String cells =
        shown.stream()
            .map(p -> cell(image(p.pixels()), pictures.classes().get(p.label())))
            .collect(Collectors.joining());
    return figure(cells, "%d pictures of %s".formatted(count, pictures.name()));
  }

  /**
   * Shows pictures as they are: 0 is black, 255 is white, and what lies beyond is cut off.
   *
   * @param title says what they are
   * @param pictures by what is written below each, in their order
   */
  public static Figure of(String title, Map<String, Pixels> pictures) {
    String cells =
        pictures.entrySet().stream()
            .map(picture -> cell(image(picture.getValue()), picture.getKey()))
            .collect(Collectors.joining());
    return figure(cells, title);
  }

  /**
   * Shows pictures with what a network took them for, and how sure it was.
   *
   * @param indices which pictures, counted from 0
   * @param predictions of the whole split, in its order
   */
  public static Figure predicted(
      Split pictures, List<Integer> indices, List<Prediction> predictions) {
    String cells =
        indices.stream()
            .map(
                index -> {
                  Picture picture = pictures.picture(index);
                  Prediction prediction = predictions.get(index);
                  String caption =
                      "%s, taken for %s, %.0f %%"
                          .formatted(
                              pictures.classes().get(picture.label()),
                              pictures.classes().get(prediction.label()),
                              100 * prediction.probability(prediction.label()));
                  return cell(image(picture.pixels()), caption);
                })
            .collect(Collectors.joining());
    return figure(
        cells,
        "%d pictures of %s, and what they were taken for"
            .formatted(indices.size(), pictures.name()));
  }

  /**
   * Shows the filters of the first convolution, which sees colours. All are on one scale: 0 is
   * grey, and the weight farthest from it is the brightest or the darkest of its colour.
   *
   * @param title says of which layer, and when
   * @param weights shape {@code (filters, channels, height, width)}, 3 channels or 1
   */
  public static Figure filters(String title, NDArray weights) {
    float[] values = weights.toFloatArray();
    float farthest = TINY;
    for (float value : values) {
      farthest = Math.max(farthest, Math.abs(value));
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = 127.5f * (values[i] / farthest + 1);
    }
    return small(title, "filter", weights.getShape().get(0), weights.getShape(), values);
  }

  /**
   * Shows what one picture became in each channel of a layer. All are on one scale, from black, 0
   * or less, to white, the greatest.
   *
   * @param title says of which layer
   * @param output shape {@code (1, channels, height, width)}
   */
  public static Figure maps(String title, NDArray output) {
    float[] values = output.toFloatArray();
    float greatest = TINY;
    for (float value : values) {
      greatest = Math.max(greatest, value);
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = 255 * values[i] / greatest;
    }
    return small(title, "channel", output.getShape().get(1), output.getShape(), values);
  }

  /** Shows so many pictures, as high and wide as the last two places of a shape say. */
  private static Figure small(String title, String what, long count, Shape shape, float[] values) {
    int height = (int) shape.get(2);
    int width = (int) shape.get(3);
    int size = (int) (values.length / count);
    String cells =
        IntStream.range(0, (int) count)
            .mapToObj(
                i -> {
                  float[] picture = Arrays.copyOfRange(values, i * size, (i + 1) * size);
                  return cell(image(new Pixels(height, width, picture)), "", what + " " + i);
                })
            .collect(Collectors.joining());
    return figure(cells, title);
  }

  /**
   * Shows what a distortion makes of one picture, drawn several times. Each is stretched so that
   * its darkest value is black and its brightest white.
   *
   * @param index which picture, counted from 0
   * @param seed decides the draws
   */
  public static Figure distorted(
      Split pictures, int index, Distortion distortion, int count, long seed) {
    Picture picture = pictures.picture(index);
    String cells =
        IntStream.range(0, count)
            .mapToObj(
                i -> {
                  Pixels drawn = distortion.apply(picture.pixels(), Seeds.random(seed, i));
                  return cell(image(stretched(drawn)), "", "distorted, draw " + (i + 1));
                })
            .collect(Collectors.joining());
    String name = pictures.classes().get(picture.label());
    return figure(
        cells,
        "picture %d of %s, %s: %d × distorted".formatted(index, pictures.name(), name, count));
  }

  private static Figure figure(String cells, String text) {
    String html =
        "<figure style=\"margin:0\"><div style=\"display:flex;flex-wrap:wrap;gap:6px\">%s</div>"
            + "<figcaption style=\"margin-top:4px\">%s</figcaption></figure>";
    return new Figure(html.formatted(cells, Figure.escape(text)), text);
  }

  private static String cell(BufferedImage image, String caption) {
    return cell(image, caption, caption);
  }

  private static String cell(BufferedImage image, String caption, String alternative) {
    return ("<div style=\"text-align:center;font-size:11px\"><img src=\"%s\" width=\"%s\" alt=\"%s\""
            + " style=\"image-rendering:pixelated;display:block;margin:0\">%s</div>")
        .formatted(
            Figure.source(image),
            image.getWidth() * Math.max(ZOOM, SMALLEST / image.getWidth()),
            Figure.escape(alternative),
            Figure.escape(caption));
  }

  private static Pixels stretched(Pixels pixels) {
    float darkest = Float.MAX_VALUE;
    float brightest = -Float.MAX_VALUE;
    for (float value : pixels.values()) {
      darkest = Math.min(darkest, value);
      brightest = Math.max(brightest, value);
    }
    float[] values = pixels.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = 255 * (values[i] - darkest) / Math.max(brightest - darkest, TINY);
    }
    return new Pixels(pixels.height(), pixels.width(), values);
  }

  private static BufferedImage image(Pixels pixels) {
    BufferedImage image =
        new BufferedImage(pixels.width(), pixels.height(), BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < pixels.height(); row++) {
      for (int column = 0; column < pixels.width(); column++) {
        int rgb = 0;
        for (int colour = 0; colour < 3; colour++) {
          int channel = Math.min(colour, pixels.channels() - 1); // grey is the same in all
          int value = Math.round(pixels.value(channel, row, column));
          rgb = rgb << 8 | Math.max(0, Math.min(255, value));
        }
        image.setRGB(column, row, rgb);
      }
    }
    return image;
  }
}
