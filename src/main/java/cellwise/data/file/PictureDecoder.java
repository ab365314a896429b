package cellwise.data.file;

import java.awt.image.BufferedImage;
import java.io.IOException;
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

/** Decodes a picture file in a format that Java knows, and refuses what is cut off or broken. */
final class PictureDecoder {
  /** Pixels of a file at most. */
  private static final long LARGEST = 50_000_000;

  /** Pixels that are kept of it at most: of a larger one each n-th row and column is read. */
  private static final int MOST_KEPT = 4_000_000;

  private PictureDecoder() {}

  static BufferedImage decoded(Path file, Exif exif) throws IOException {
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
}
