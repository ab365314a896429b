package cellwise.data;

import static cellwise.data.RawPicture.chunk;
import static cellwise.data.RawPicture.png;
import static cellwise.data.RawPicture.tiff;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The values that the samples of a file stand for, worked out by hand. */
class PictureColoursTest {
  @TempDir Path folder;

  @Test
  void greyOfEveryDepthIsTheSampleAsAShareOf255() throws IOException {
    assertColour(png(0, 1, new int[] {1}), 255);
    assertColour(png(0, 2, new int[] {2}), 170);
    assertColour(png(0, 4, new int[] {7}), 119);
    assertColour(png(0, 8, new int[] {128}), 128);
    assertColour(png(0, 16, new int[] {0x8080}), 128);
    assertColour(tiff(1, 1, 0, 1, 1), 255);
    assertColour(tiff(1, 4, 0, 1, 7), 119);
    assertColour(tiff(1, 8, 0, 1, 128), 128);
    assertColour(tiff(1, 16, 0, 1, 0x8080), 128);
    assertColour(tiff(0, 8, 0, 1, 100), 155);
  }

  /** 255 · (1 − α) + 128 · α; α is 128 / 255 in the second of each pair. */
  @Test
  void greyWithAlphaIsTheSampleThenOnWhite() throws IOException {
    assertColour(png(4, 8, new int[] {128, 255}), 128);
    assertColour(png(4, 8, new int[] {128, 128}), 191.25);
    assertColour(png(4, 16, new int[] {0x8080, 0xffff}), 128);
    assertColour(png(4, 16, new int[] {0x8080, 0x8080}), 191.25);
    assertColour(tiff(1, 8, 2, 1, 128, 255), 128);
    assertColour(tiff(1, 8, 2, 1, 128, 128), 191.25);
    assertColour(tiff(1, 16, 2, 1, 0x8080, 0xffff), 128);
    assertColour(tiff(1, 16, 2, 1, 0x8080, 0x8080), 191.25);
    assertColour(png(4, 8, new int[] {0, 0}), 255);
  }

  @Test
  void redGreenAndBlueAreTheSamples() throws IOException {
    assertColour(png(2, 8, new int[] {200, 128, 40}), 200, 128, 40);
    assertColour(png(2, 16, new int[] {200 * 257, 128 * 257, 40 * 257}), 200, 128, 40);
    assertColour(tiff(2, 8, 0, 1, 200, 128, 40), 200, 128, 40);
    assertColour(tiff(2, 16, 0, 1, 200 * 257, 128 * 257, 40 * 257), 200, 128, 40);
  }

  @Test
  void coloursWithAlphaComeOnWhite() throws IOException {
    assertColour(png(6, 8, new int[] {200, 128, 40, 255}), 200, 128, 40);
    assertColour(png(6, 8, new int[] {200, 128, 40, 51}), 244, 229.6, 212);
    assertColour(png(6, 16, new int[] {200 * 257, 128 * 257, 40 * 257, 51 * 257}), 244, 229.6, 212);
    assertColour(tiff(2, 8, 2, 1, 200, 128, 40, 51), 244, 229.6, 212);
    assertColour(tiff(2, 16, 2, 1, 200 * 257, 128 * 257, 40 * 257, 51 * 257), 244, 229.6, 212);
    assertColour(png(6, 8, new int[] {1, 2, 3, 0}), 255);
  }

  /** Samples that were multiplied by an alpha of 51 / 255: 40 + 204, 25 + 204, 8 + 204. */
  @Test
  void coloursThatHoldTheirAlphaAreNotMultipliedAgain() throws IOException {
    assertColour(tiff(2, 8, 1, 1, 40, 25, 8, 51), 244, 229, 212);
  }

  @Test
  void palettesOfEveryDepthGiveTheirColourOnWhite() throws IOException {
    byte[] palette = chunk("PLTE", new byte[] {1, 2, 3, (byte) 200, (byte) 128, 40});
    byte[] transparency = chunk("tRNS", new byte[] {(byte) 255, 51});
    for (int bits : new int[] {1, 2, 4, 8}) {
      assertColour(png(3, bits, new int[] {1}, palette), 200, 128, 40);
      assertColour(png(3, bits, new int[] {1}, palette, transparency), 244, 229.6, 212);
      assertColour(png(3, bits, new int[] {0}, palette, transparency), 1, 2, 3);
    }
  }

  /** A PNG without alpha may name one colour that is transparent. */
  @Test
  void theTransparentColourIsWhite() throws IOException {
    byte[] grey = chunk("tRNS", new byte[] {0, 100});
    assertColour(png(0, 8, new int[] {100}, grey), 255);
    assertColour(png(0, 8, new int[] {101}, grey), 101);
    byte[] red = chunk("tRNS", new byte[] {0, (byte) 200, 0, 10, 0, 20});
    assertColour(png(2, 8, new int[] {200, 10, 20}, red), 255);
    assertColour(png(2, 8, new int[] {200, 10, 21}, red), 200, 10, 21);
  }

  @Test
  void everyFormatOfJavasWriterGivesItsColour() throws IOException {
    for (String format : List.of("png", "bmp", "gif", "tiff", "jpg")) {
      assertColour(written(BufferedImage.TYPE_3BYTE_BGR, format), 200, 128, 40);
      assertColour(written(BufferedImage.TYPE_INT_RGB, format), 200, 128, 40);
    }
    for (String format : List.of("png", "tiff", "gif")) {
      assertColour(written(BufferedImage.TYPE_4BYTE_ABGR, format), 200, 128, 40);
      assertColour(written(BufferedImage.TYPE_INT_ARGB, format), 200, 128, 40);
    }
    assertColour(
        written(BufferedImage.TYPE_USHORT_565_RGB, "bmp"),
        24 * 255 / 31.0,
        32 * 255 / 63.0,
        5 * 255 / 31.0);
    assertColour(
        written(BufferedImage.TYPE_USHORT_555_RGB, "bmp"),
        24 * 255 / 31.0,
        16 * 255 / 31.0,
        5 * 255 / 31.0);
  }

  /** A TIFF's YCbCr of 128, 128, 128 would be 188, its ICC L*a*b* would be taken for RGB. */
  @Test
  void refusesATiffWhoseColoursWouldBeOthers() throws IOException {
    String refused = "(photometric interpretation %d), must be RGB or grey: save it as RGB";
    assertRefused(tiff(5, 8, 0, 1, 200, 128, 40, 0), refused.formatted(5));
    assertRefused(tiff(6, 8, 0, 1, 128, 128, 128), refused.formatted(6));
    assertRefused(tiff(9, 8, 0, 1, 128, 3, 4), refused.formatted(9));
  }

  /** L* = 50.2, a* = 3, b* = 4 of white D50 is 0.211, 0.180, 0.164 of light, by the definition. */
  @Test
  void aTiffsLabIsConverted() throws IOException {
    assertColour(tiff(8, 8, 0, 1, 128, 3, 4), 1, 126.8, 117.6, 112.7);
  }

  /** The profile says that a sample is light: half of it is 188 of sRGB's 255. */
  @Test
  void aProfileInAJpegSaysWhatItsNumbersMean() throws IOException {
    byte[] jpeg = written(BufferedImage.TYPE_INT_RGB, "jpg", new Color(128, 128, 128));
    assertColour(jpeg, 1, 128, 128, 128);
    assertColour(withProfile(jpeg, ColorSpace.CS_LINEAR_RGB), 1, 188, 188, 188);
  }

  @Test
  void refusesAJpegInAPrintersColours() throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(0, 32, 32, 4, null);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(new IIOImage(raster, null, null));
    }
    byte[] jpeg = out.toByteArray();
    String refused = "its colours are CMYK, a printer's, must be RGB or grey: save it as RGB";
    assertRefused(jpeg, refused);
    assertRefused(withAdobesMarker(jpeg, 0), refused);
    assertRefused(withAdobesMarker(jpeg, 2), refused);
  }

  @Test
  void refusesSamplesThatAreNoWholeNumbers() throws IOException {
    assertRefused(
        tiff(1, 32, 0, 3, Float.floatToIntBits(0.5f)), "its samples are no whole numbers of 1 to");
    assertRefused(tiff(1, 32, 0, 1, 1 << 30), "its samples are no whole numbers of 1 to 16 bits");
  }

  /** Its last byte says what four components are: 0 CMYK, 2 YCCK. */
  private static byte[] withAdobesMarker(byte[] jpeg, int transform) {
    return ByteBuffer.allocate(jpeg.length + 16)
        .put(jpeg, 0, 2)
        .put(HexFormat.of().parseHex("ffee000e41646f626500640000000000"))
        .put(17, (byte) transform)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  private void assertColour(byte[] file, double grey) throws IOException {
    assertColour(file, grey, grey, grey);
  }

  /** A JPEG's values may be off by one or two. */
  private void assertColour(byte[] file, double red, double green, double blue) throws IOException {
    assertColour(file, file[0] == (byte) 0xff ? 2 : 0.01, red, green, blue);
  }

  private void assertColour(byte[] file, double off, double red, double green, double blue)
      throws IOException {
    Pixels pixels = PictureFile.read(Files.write(folder.resolve("a.picture"), file));
    double[] colour = {red, green, blue};
    for (int channel = 0; channel < 3; channel++) {
      assertThat(pixels.value(channel, 0, 0))
          .as(HexFormat.of().formatHex(file, 0, 32))
          .isCloseTo((float) colour[channel], within((float) off));
      assertThat(pixels.value(channel, 31, 31)).isEqualTo(pixels.value(channel, 0, 0));
    }
  }

  private void assertRefused(byte[] bytes, String why) throws IOException {
    Path file = Files.write(folder.resolve("a.picture"), bytes);
    assertThatThrownBy(() -> PictureFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " cannot be read as a picture: ")
        .hasMessageContaining(why);
  }

  private static byte[] written(int type, String format) throws IOException {
    return written(type, format, new Color(200, 128, 40));
  }

  private static byte[] written(int type, String format, Color colour) throws IOException {
    BufferedImage image = new BufferedImage(40, 32, type);
    for (int i = 0; i < 40 * 32; i++) {
      image.setRGB(i % 40, i / 40, colour.getRGB());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).as(format).isTrue();
    return out.toByteArray();
  }

  /** Puts a segment APP2 behind the first, as the ICC's specification says. */
  private static byte[] withProfile(byte[] jpeg, int space) {
    byte[] profile = ICC_Profile.getInstance(space).getData();
    int first = 4 + ((jpeg[4] & 0xff) << 8 | jpeg[5] & 0xff);
    return ByteBuffer.allocate(jpeg.length + 18 + profile.length)
        .put(jpeg, 0, first)
        .putShort((short) 0xffe2)
        .putShort((short) (16 + profile.length))
        .put("ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII))
        .putShort((short) 0x0101)
        .put(profile)
        .put(jpeg, first, jpeg.length - first)
        .array();
  }
}
