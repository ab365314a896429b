package cellwise.show;

import cellwise.data.Distortion;
import cellwise.data.Picture;
import cellwise.data.Pixels;
import cellwise.data.Seeds;
import cellwise.data.Split;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Shows pictures side by side, each with its class below. */
public final class PictureGrid {
  private static final int ZOOM = 2;

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
            .mapToObj(i -> distortion.apply(picture.pixels(), Seeds.random(seed, i)))
            .map(pixels -> cell(image(stretched(pixels)), ""))
            .collect(Collectors.joining());
    String name = pictures.classes().get(picture.label());
    return figure(
        cells,
        "%d distortions of picture %d of %s, %s".formatted(count, index, pictures.name(), name));
  }

  private static Figure figure(String cells, String text) {
    String html =
        "<figure style=\"margin:0\"><div style=\"display:flex;flex-wrap:wrap;gap:6px\">%s</div>"
            + "<figcaption style=\"margin-top:4px\">%s</figcaption></figure>";
    return new Figure(html.formatted(cells, Figure.escape(text)), text);
  }

  private static String cell(BufferedImage image, String caption) {
    return ("<div style=\"text-align:center;font-size:11px\"><img src=\"%s\" width=\"%d\" alt=\"%s\""
            + " style=\"image-rendering:pixelated;display:block;margin:0\">%s</div>")
        .formatted(
            Figure.source(image),
            image.getWidth() * ZOOM,
            Figure.escape(caption),
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
      values[i] = 255 * (values[i] - darkest) / Math.max(brightest - darkest, 1e-6f);
    }
    return new Pixels(pixels.height(), pixels.width(), values);
  }

  private static BufferedImage image(Pixels pixels) {
    BufferedImage image =
        new BufferedImage(pixels.width(), pixels.height(), BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < pixels.height(); row++) {
      for (int column = 0; column < pixels.width(); column++) {
        int rgb = 0;
        for (int channel = 0; channel < Picture.CHANNELS; channel++) {
          int value = Math.round(pixels.value(channel, row, column));
          rgb = rgb << 8 | Math.max(0, Math.min(255, value));
        }
        image.setRGB(column, row, rgb);
      }
    }
    return image;
  }
}
