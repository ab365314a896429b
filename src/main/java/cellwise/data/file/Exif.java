package cellwise.data.file;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.exif.ExifIFD0Directory;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** What a file says of its first picture, in the tags that EXIF took over from TIFF. */
final class Exif {
  /** Grey from white on, grey from black on, RGB, palette, CIE L*a*b*: what Java reads right. */
  private static final Set<Integer> COLOURS = Set.of(0, 1, 2, 3, 8);

  private static final int YCBCR = 6;
  private static final Set<Integer> AS_JPEG = Set.of(6, 7);

  private final ExifIFD0Directory tags;

  private Exif(ExifIFD0Directory tags) {
    this.tags = tags;
  }

  static Exif of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      ExifIFD0Directory tags =
          ImageMetadataReader.readMetadata(in).getFirstDirectoryOfType(ExifIFD0Directory.class);
      return new Exif(tags == null ? new ExifIFD0Directory() : tags);
    } catch (EOFException e) {
      throw new IOException("it is cut off: fetch it again", e);
    } catch (ImageProcessingException e) {
      return new Exif(new ExifIFD0Directory()); // a format that has none
    }
  }

  /** Returns how the camera was held, 1 to 8; 1, upright, where nothing says so. */
  int orientation() {
    int held = value(ExifIFD0Directory.TAG_ORIENTATION, 1);
    return held < 1 || held > Canvas.ORIENTATIONS ? 1 : held;
  }

  /**
   * Checks how a TIFF keeps its colours: some ways Java would take for RGB, and YCbCr, unless it is
   * a JPEG's, for light.
   */
  void checkColours() throws IOException {
    int colours = value(ExifIFD0Directory.TAG_PHOTOMETRIC_INTERPRETATION, 1);
    boolean isOfJpeg =
        colours == YCBCR && AS_JPEG.contains(value(ExifIFD0Directory.TAG_COMPRESSION, 1));
    if (!COLOURS.contains(colours) && !isOfJpeg) {
      throw new IOException(
          "its colours are CMYK's or others' (photometric interpretation %d), must be RGB or grey: save it as RGB"
              .formatted(colours));
    }
  }

  private int value(int tag, int otherwise) {
    Integer value = tags.getInteger(tag);
    return value == null ? otherwise : value;
  }
}
