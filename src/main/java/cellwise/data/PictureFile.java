package cellwise.data;

import cellwise.data.file.Canvas;
import java.io.IOException;
import java.nio.file.Path;

/** Reads a picture file of one's own, in a format that Java knows: PNG, JPEG, GIF, BMP, TIFF. */
public final class PictureFile {
  private PictureFile() {}

  /**
   * Reads a picture and makes it as large as those of CIFAR-10, 32 × 32 pixels.
   *
   * @throws IOException as {@link #read(Path, int)} does
   */
  public static Pixels read(Path file) throws IOException {
    return read(file, CifarRecords.SIDE);
  }

  /**
   * Reads a picture and scales the square in its middle: each new pixel is the mean of those that
   * it stands for (of a file of more than 4,000,000 pixels, of each n-th row and column). What is
   * transparent becomes white. It is turned as its EXIF data says that the camera was held. Where
   * Java reads a profile, that of RGB in a JPEG or TIFF, the colours are converted from it; all
   * others are taken to be sRGB's. Of several pictures in a file it is the first.
   *
   * @param side rows and columns to scale to, positive
   * @return red, green and blue, 0 to 255
   * @throws IOException if there is no such file, it may not be read, or it is no picture, cut off
   *     or broken, too large, or in CMYK; the message gives the path and says what to do
   */
  public static Pixels read(Path file, int side) throws IOException {
    if (side < 1) {
      throw new IllegalArgumentException("side is " + side + ", must be positive");
    }
    return new Pixels(side, side, Canvas.read(file).square(side));
  }
}
