package cellwise.data.file;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.PackedColorModel;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;

/**
 * A decoded picture as one looks at it: upright, on white, red, green and blue from 0 to 255.
 *
 * <p>Values are taken from the samples and not by {@code getRGB} or {@code drawImage}: those hold
 * grey for light, which it is in no picture file, and make 188 of 128.
 */
public final class Canvas {
  /** Planes: red, green, blue. */
  private static final int COLOURS = 3;

  /** Ways to hold a camera: four turns, each also mirrored. */
  static final int ORIENTATIONS = 8;

  private static final ColorSpace GREY = ColorSpace.getInstance(ColorSpace.CS_GRAY);

  private final WritableRaster raster;
  private final ColorModel colours;
  private final int orientation;
  private final int[] largest;
  private Object element;
  private int[] samples;

  private Canvas(BufferedImage image, int orientation) {
    raster = image.getRaster();
    colours = image.getColorModel();
    this.orientation = orientation;
    largest = IntStream.of(colours.getComponentSize()).map(bits -> (1 << bits) - 1).toArray();
  }

  /**
   * Reads a picture file.
   *
   * @throws IOException if it cannot be read; the message gives the path and says what to do
   */
  public static Canvas read(Path file) throws IOException {
    UserFile.open(file).close();
    try {
      if (Files.size(file) == 0) {
        throw new IOException("it is empty");
      }
      Exif exif = Exif.of(file);
      return of(PictureDecoder.decoded(file, exif), exif.orientation());
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "%s cannot be read as a picture: %s"
              .formatted(file, e.getMessage() == null ? e : e.getMessage()),
          e);
    }
  }

  /**
   * Returns an image as it is seen.
   *
   * @param orientation how the camera was held, 1 to 8 as EXIF counts; 1 is upright
   * @throws IOException if it is neither grey nor RGB, or its samples are no whole numbers
   */
  static Canvas of(BufferedImage image, int orientation) throws IOException {
    ColorModel colours = image.getColorModel();
    checkColours(colours.getColorSpace());
    if (colours.getTransferType() > DataBuffer.TYPE_USHORT
        && !(colours instanceof PackedColorModel)) {
      throw new IOException(
          "its samples are no whole numbers of 1 to 16 bits: save it with 8 bits a sample");
    }
    return new Canvas(inSrgb(image), orientation);
  }

  private static void checkColours(ColorSpace space) throws IOException {
    if (space.getType() != ColorSpace.TYPE_RGB && space.getType() != ColorSpace.TYPE_GRAY) {
      throw new IOException(
          "its colours are %s, must be RGB or grey: save it as RGB"
              .formatted(
                  space.getType() == ColorSpace.TYPE_CMYK
                      ? "CMYK, a printer's"
                      : "those of " + space.getName(0) + " and others"));
    }
  }

  /** The profile in a file says what its numbers mean; most have none and mean sRGB. */
  private static BufferedImage inSrgb(BufferedImage image) {
    ColorSpace space = image.getColorModel().getColorSpace();
    if (space.isCS_sRGB() || space.equals(GREY) || !(space instanceof ICC_ColorSpace)) {
      return image;
    }
    BufferedImage converted =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_ARGB);
    return new ColorConvertOp(null).filter(image, converted);
  }

  /**
   * Returns the square in the middle, scaled: each value is the mean of those that it stands for.
   *
   * @param side rows and columns of what is returned
   * @return the red, the green, the blue plane, each row by row, 0 to 255
   */
  public float[] square(int side) {
    float[] values = new float[COLOURS * side * side];
    int square = Math.min(width(), height());
    double scale = (double) square / side;
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        double[] mean = mean(square, column * scale, row * scale, scale);
        for (int channel = 0; channel < COLOURS; channel++) {
          values[(channel * side + row) * side + column] = (float) mean[channel];
        }
      }
    }
    return values;
  }

  /** Takes the mean of all pixels that lie in a new one, and their parts at its edges. */
  private double[] mean(int square, double left, double top, double size) {
    double[] mean = new double[COLOURS];
    int x0 = (width() - square) / 2;
    int y0 = (height() - square) / 2;
    for (int y = (int) top; y < Math.min(square, top + size); y++) {
      double height = Math.min(y + 1, top + size) - Math.max(y, top);
      for (int x = (int) left; x < Math.min(square, left + size); x++) {
        double share = height * (Math.min(x + 1, left + size) - Math.max(x, left)) / (size * size);
        add(x0 + x, y0 + y, share, mean);
      }
    }
    return mean;
  }

  private int width() {
    return isOnItsSide() ? raster.getHeight() : raster.getWidth();
  }

  private int height() {
    return isOnItsSide() ? raster.getWidth() : raster.getHeight();
  }

  private boolean isOnItsSide() {
    return orientation > 4;
  }

  /**
   * Adds a pixel's share to a sum.
   *
   * @param x from the left, as the picture is seen
   * @param y from the top
   * @param sum red, green, blue
   */
  private void add(int x, int y, double share, double[] sum) {
    int right = raster.getWidth() - 1;
    int bottom = raster.getHeight() - 1;
    switch (orientation) {
      case 2 -> addStored(right - x, y, share, sum);
      case 3 -> addStored(right - x, bottom - y, share, sum);
      case 4 -> addStored(x, bottom - y, share, sum);
      case 5 -> addStored(y, x, share, sum);
      case 6 -> addStored(y, bottom - x, share, sum);
      case 7 -> addStored(right - y, bottom - x, share, sum);
      case 8 -> addStored(right - y, x, share, sum);
      default -> addStored(x, y, share, sum);
    }
  }

  private void addStored(int x, int y, double share, double[] sum) {
    if (colours instanceof ComponentColorModel) {
      samples = raster.getPixel(x, y, samples); // the same, many times as fast
    } else {
      element = raster.getDataElements(x, y, element);
      samples = colours.getComponents(element, samples, 0);
    }
    int ofColour = colours.getNumColorComponents();
    double alpha = colours.hasAlpha() ? share(ofColour) : 1;
    double factor = colours.isAlphaPremultiplied() ? 1 : alpha;
    for (int channel = 0; channel < sum.length; channel++) {
      double colour = share(ofColour == 1 ? 0 : channel);
      sum[channel] += share * (255 * colour * factor + 255 * (1 - alpha));
    }
  }

  /** Returns a sample as a share of the largest that its bits can hold. */
  private double share(int sample) {
    return samples[sample] / (double) largest[sample];
  }
}
