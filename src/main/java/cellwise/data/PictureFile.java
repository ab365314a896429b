package cellwise.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
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
   * pixels, of each n-th row and column). What is transparent becomes white. It is turned as its
   * EXIF data says that the camera was held. Where Java reads a profile, that of RGB in a JPEG or
   * TIFF, the colours are converted from it; all others are taken to be sRGB's. Of several pictures
   * in a file it is the first.
   *
   * @return 32 × 32 pixels, 0 to 255
   * @throws IOException if there is no such file, it may not be read, or it is no picture, cut off
   *     or broken, too large, or in CMYK; the message gives the path and says what to do
   */
  public static Pixels read(Path file) throws IOException {
    UserFile.open(file).close();
    try {
      if (Files.size(file) == 0) {
        throw new IOException("it is empty");
      }
      Exif exif = Exif.of(file);
      return shrunk(Canvas.of(decoded(file, exif), exif.orientation()), Picture.SIDE);
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          "%s cannot be read as a picture: %s"
              .formatted(file, e.getMessage() == null ? e : e.getMessage()),
          e);
    }
  }

  private static BufferedImage decoded(Path file, Exif exif) throws IOException {
    try (ImageInputStream in = new FileImageInputStream(file.toFile())) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new IOException("no format that Java can read: save it as PNG or JPEG");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in, true, true); // what is beside the pixels may be larger than they are
        switch (reader.getFormatName()) {
          case "tif" -> exif.checkColours();
          case "png" -> PngChunks.check(file);
          default -> {} // the reader itself checks what can be checked
        }
        return decoded(reader);
      } finally {
        reader.dispose();
      }
    }
  }

  /** A JPEG that is cut off is decoded to the end, the rest in grey; only a warning tells. */
  private static BufferedImage decoded(ImageReader reader) throws IOException {
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    BufferedImage image;
    try {
      image = reader.read(0, thinned(reader));
    } catch (IIOException | RuntimeException e) {
      throw new IOException(
          (e.getMessage() == null ? e : e.getMessage())
              + "; if other programs open it, save it there as PNG",
          e);
    }
    if (!warnings.isEmpty()) {
      throw new IOException(
          "it is cut off or broken (%s): fetch it again, or open it elsewhere and save it anew"
              .formatted(String.join("; ", warnings)));
    }
    return image;
  }

  private static ImageReadParam thinned(ImageReader reader) throws IOException {
    long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
    checkSize(pixels);
    ImageReadParam each = reader.getDefaultReadParam();
    int n = (int) Math.ceil(Math.sqrt((double) pixels / MOST_KEPT));
    each.setSourceSubsampling(n, n, 0, 0);
    return each;
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

  /** Cuts out the square in the middle. */
  private static Pixels shrunk(Canvas canvas, int side) {
    float[] values = new float[Picture.COLOURS * side * side];
    int square = Math.min(canvas.width(), canvas.height());
    double scale = (double) square / side;
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        double[] mean = mean(canvas, square, column * scale, row * scale, scale);
        for (int channel = 0; channel < Picture.COLOURS; channel++) {
          values[(channel * side + row) * side + column] = (float) mean[channel];
        }
      }
    }
    return new Pixels(side, side, values);
  }

  /** Takes the mean of all pixels that lie in a new one, and their parts at its edges. */
  private static double[] mean(Canvas canvas, int square, double left, double top, double size) {
    double[] mean = new double[Picture.COLOURS];
    int x0 = (canvas.width() - square) / 2;
    int y0 = (canvas.height() - square) / 2;
    for (int y = (int) top; y < Math.min(square, top + size); y++) {
      double height = Math.min(y + 1, top + size) - Math.max(y, top);
      for (int x = (int) left; x < Math.min(square, left + size); x++) {
        double share = height * (Math.min(x + 1, left + size) - Math.max(x, left)) / (size * size);
        canvas.add(x0 + x, y0 + y, share, mean);
      }
    }
    return mean;
  }
}
