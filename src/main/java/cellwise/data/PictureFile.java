package cellwise.data;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Reads a picture file of one's own, in a format that Java knows: PNG, JPEG, GIF, BMP, TIFF. */
public final class PictureFile {
  /** Pixels of a file at most. */
  private static final long LARGEST = 50_000_000;

  /** Pixels that are kept of it at most: of a larger one each n-th row and column is read. */
  private static final int MOST_KEPT = 4_000_000;

  private PictureFile() {}

  /**
   * Reads a picture and makes it as large as those of CIFAR-10: the square in its middle, in which
   * each new pixel is the mean of those that it stands for (of a file of more than 4,000,000
   * pixels, of each n-th row and column). What is transparent becomes white. How a camera was held
   * is not looked at: a picture that lies on its side in the file stays so.
   *
   * @return 32 × 32 pixels, 0 to 255
   * @throws IOException if there is no such file, or it is no picture, broken, or too large; the
   *     message gives the path
   */
  public static Pixels read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + " is no file: pass the path of a picture");
    }
    return shrunk(onWhite(decoded(file)), Picture.SIDE);
  }

  private static BufferedImage decoded(Path file) throws IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException("no format that Java can read: save it as PNG or JPEG");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true); // what is beside the pixels may be larger than they are
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        checkSize(pixels);
        ImageReadParam each = reader.getDefaultReadParam();
        int n = (int) Math.ceil(Math.sqrt((double) pixels / MOST_KEPT));
        each.setSourceSubsampling(n, n, 0, 0);
        return reader.read(0, each);
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "%s cannot be read as a picture: %s"
              .formatted(file, e.getMessage() == null ? e : e.getMessage()),
          e);
    }
  }

  private static void checkSize(long pixels) throws IOException {
    if (pixels > LARGEST) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "it has %,d pixels, must have at most %,d: make it smaller",
              pixels,
              LARGEST));
    }
  }

  /** Converts to RGB, and cuts out the square in the middle. */
  private static BufferedImage onWhite(BufferedImage image) {
    int side = Math.min(image.getWidth(), image.getHeight());
    BufferedImage square = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = square.createGraphics();
    int left = (image.getWidth() - side) / 2;
    int top = (image.getHeight() - side) / 2;
    graphics.drawImage(image, -left, -top, Color.WHITE, null);
    graphics.dispose();
    return square;
  }

  /** Takes the mean of all pixels that lie in a new one, and their parts at its edges. */
  private static Pixels shrunk(BufferedImage square, int side) {
    float[] values = new float[Picture.COLOURS * side * side];
    double scale = (double) square.getWidth() / side;
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        double[] mean = mean(square, column * scale, row * scale, scale);
        for (int channel = 0; channel < Picture.COLOURS; channel++) {
          values[(channel * side + row) * side + column] = (float) mean[channel];
        }
      }
    }
    return new Pixels(side, side, values);
  }

  private static double[] mean(BufferedImage image, double left, double top, double size) {
    double[] mean = new double[Picture.COLOURS];
    int end = image.getWidth();
    for (int y = (int) top; y < Math.min(end, top + size); y++) {
      double height = Math.min(y + 1, top + size) - Math.max(y, top);
      for (int x = (int) left; x < Math.min(end, left + size); x++) {
        double share = height * (Math.min(x + 1, left + size) - Math.max(x, left)) / (size * size);
        int rgb = image.getRGB(x, y);
        mean[0] += share * (rgb >> 16 & 0xff);
        mean[1] += share * (rgb >> 8 & 0xff);
        mean[2] += share * (rgb & 0xff);
      }
    }
    return mean;
  }
}
