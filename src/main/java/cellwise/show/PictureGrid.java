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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;

/** Shows pictures side by side, each with its class below. */
public final class PictureGrid {
  /** Pixels on the page for one of the picture's, and more where a picture is very small. */
  private static final int ZOOM = 2;

  private static final int SMALLEST = 40;

  private PictureGrid() {}

  /** One picture, what is written below it, and what is said of it to those who cannot see it. */
  private record Cell(Pixels shades, String caption, String alternative) {
    Cell(Pixels shades, String caption) {
      this(shades, caption, caption);
    }
  }

  /**
   * Shows the first pictures of a split.
   *
   * @param count how many, at most the split's size
   */
  public static Figure of(Split pictures, int count) {
    return figure(
        "%d pictures of %s".formatted(count, pictures.name()),
        pictures.first(count).stream()
            .map(p -> new Cell(p.pixels(), pictures.classes().get(p.label()))));
  }

  /**
   * Shows pictures as they are: 0 is black, 255 is white, and what lies beyond is cut off.
   *
   * @param title says what they are
   * @param pictures by what is written below each, in their order
   */
  public static Figure of(String title, Map<String, Pixels> pictures) {
    return figure(title, pictures.entrySet().stream().map(p -> new Cell(p.getValue(), p.getKey())));
  }

  /**
   * Shows pictures with what a network took them for, and how sure it was.
   *
   * @param indices which pictures, counted from 0
   * @param predictions of the whole split, in its order
   */
  public static Figure predicted(
      Split pictures, List<Integer> indices, List<Prediction> predictions) {
    return figure(
        "%d pictures of %s, and what they were taken for"
            .formatted(indices.size(), pictures.name()),
        indices.stream()
            .map(i -> taken(pictures.classes(), pictures.picture(i), predictions.get(i))));
  }

  private static Cell taken(List<String> classes, Picture picture, Prediction prediction) {
    String actual = classes.get(picture.label());
    String predicted = classes.get(prediction.label());
    double share = 100 * prediction.probability(prediction.label());
    return new Cell(
        picture.pixels(), "%s, taken for %s, %.0f %%".formatted(actual, predicted, share));
  }

  /**
   * Shows the filters of the first convolution, which sees colours. All are on one scale: 0 is
   * grey, and the weight farthest from it is the brightest or the darkest of its colour.
   *
   * @param title says of which layer, and when
   * @param weights shape {@code (filters, channels, height, width)}, 3 channels or 1
   */
  public static Figure filters(String title, NDArray weights) {
    float[] shades = Shades.aroundZero(weights.toFloatArray());
    return small(title, "filter", weights.getShape().get(0), weights.getShape(), shades);
  }

  /**
   * Shows what one picture became in each channel of a layer. All are on one scale, from black, 0
   * or less, to white, the greatest.
   *
   * @param title says of which layer
   * @param output shape {@code (1, channels, height, width)}
   */
  public static Figure maps(String title, NDArray output) {
    float[] shades = Shades.aboveZero(output.toFloatArray());
    return small(title, "channel", output.getShape().get(1), output.getShape(), shades);
  }

  /** Shows so many pictures, as high and wide as the last two places of a shape say. */
  private static Figure small(String title, String what, long count, Shape shape, float[] shades) {
    int height = (int) shape.get(2);
    int width = (int) shape.get(3);
    int size = (int) (shades.length / count);
    return figure(
        title,
        IntStream.range(0, (int) count)
            .mapToObj(
                i -> {
                  float[] own = Arrays.copyOfRange(shades, i * size, (i + 1) * size);
                  return new Cell(new Pixels(height, width, own), "", what + " " + i);
                }));
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
    String name = pictures.classes().get(picture.label());
    return figure(
        "picture %d of %s, %s: %d × distorted".formatted(index, pictures.name(), name, count),
        IntStream.range(0, count)
            .mapToObj(
                i -> {
                  Pixels drawn = distortion.apply(picture.pixels(), Seeds.random(seed, i));
                  return new Cell(Shades.stretched(drawn), "", "distorted, draw " + (i + 1));
                }));
  }

  private static Figure figure(String title, Stream<Cell> cells) {
    Element piece = Html.piece();
    Element figure = piece.appendElement("figure").attr("style", "margin:0");
    Element grid = figure.appendElement("div").attr("style", "display:flex;flex-wrap:wrap;gap:6px");
    cells.forEach(cell -> append(grid, cell));
    figure.appendElement("figcaption").attr("style", "margin-top:4px").text(title);
    return Figure.of(piece, title);
  }

  private static void append(Element grid, Cell cell) {
    Element place = grid.appendElement("div").attr("style", "text-align:center;font-size:11px");
    BufferedImage image = Shades.image(cell.shades());
    int width = image.getWidth() * Math.max(ZOOM, SMALLEST / image.getWidth());
    Figure.append(place, image, width, cell.alternative())
        .attr("style", "image-rendering:pixelated;display:block;margin:0");
    place.appendText(cell.caption());
  }
}
