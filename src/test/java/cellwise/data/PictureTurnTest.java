package cellwise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A picture of four greys, stored as 40 100 over 160 220, seen as EXIF's drawing of 8 F's says. */
class PictureTurnTest {
  /** What is seen at the top left, top right, bottom left and bottom right, from 1 to 8. */
  private static final List<List<Integer>> SEEN =
      List.of(
          List.of(40, 100, 160, 220),
          List.of(100, 40, 220, 160),
          List.of(220, 160, 100, 40),
          List.of(160, 220, 40, 100),
          List.of(40, 160, 100, 220),
          List.of(160, 40, 220, 100),
          List.of(220, 100, 160, 40),
          List.of(100, 220, 40, 160));

  @TempDir Path folder;

  @Test
  void aJpegIsTurnedAsItsCameraWasHeld() throws IOException {
    for (int orientation = 1; orientation <= 8; orientation++) {
      for (BufferedImage image : List.of(image(64, 32), image(32, 64), image(33, 32))) {
        assertSeen(jpeg(image, orientation), SEEN.get(orientation - 1));
      }
    }
  }

  @Test
  void aPngIsTurnedAlike() throws IOException {
    byte[] png = written(image(64, 32), "png");
    for (int orientation = 1; orientation <= 8; orientation++) {
      byte[] exif = RawPicture.chunk("eXIf", exif(orientation));
      int header = 33;
      byte[] held =
          ByteBuffer.allocate(png.length + exif.length)
              .put(png, 0, header)
              .put(exif)
              .put(png, header, png.length - header)
              .array();
      assertSeen(held, SEEN.get(orientation - 1));
    }
  }

  /** The tag takes the place of 339, whose 1 is what holds without it. */
  @Test
  void aTiffIsTurnedAlike() throws IOException {
    byte[] tiff = RawPicture.tiff(1, 8, 0, 1, 0);
    for (int i = 0; i < 32 * 32; i++) {
      tiff[8 + i] = (byte) grey(i % 32 < 16, i / 32 < 16);
    }
    int last = tiff.length - 4 - 4 - 12;
    for (int orientation = 1; orientation <= 8; orientation++) {
      ByteBuffer.wrap(tiff).putShort(last, (short) 274).putShort(last + 8, (short) orientation);
      assertSeen(tiff, SEEN.get(orientation - 1));
    }
  }

  @Test
  void whatIsNoWayToHoldACameraIsUpright() throws IOException {
    for (int orientation : new int[] {0, 9, 65535}) {
      assertSeen(jpeg(image(64, 32), orientation), SEEN.get(0));
    }
    assertSeen(written(image(64, 32), "jpg"), SEEN.get(0));
  }

  /** The square is cut out of what is seen: of 33 columns the last falls away, not the first. */
  @Test
  void theSquareIsCutOutAfterTheTurn() throws IOException {
    BufferedImage image = new BufferedImage(33, 32, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 32; y++) {
      image.getRaster().setSample(0, y, 0, 255);
    }
    byte[] png = written(image, "png");
    byte[] exif = RawPicture.chunk("eXIf", exif(2));
    byte[] mirrored =
        ByteBuffer.allocate(png.length + exif.length)
            .put(png, 0, 33)
            .put(exif)
            .put(png, 33, png.length - 33)
            .array();
    assertThat(PictureFile.read(Files.write(folder.resolve("a"), png)).value(0, 0, 0))
        .isEqualTo(255);
    float[] seen = PictureFile.read(Files.write(folder.resolve("a"), mirrored)).values();
    assertThat(seen).containsOnly(0);
  }

  private void assertSeen(byte[] file, List<Integer> seen) throws IOException {
    Pixels pixels = PictureFile.read(Files.write(folder.resolve("a.picture"), file));
    for (int corner = 0; corner < 4; corner++) {
      assertThat(pixels.value(0, 31 * (corner / 2), 31 * (corner % 2)))
          .isCloseTo(seen.get(corner), within(2f));
    }
  }

  private static int grey(boolean isLeft, boolean isUpper) {
    return isUpper ? (isLeft ? 40 : 100) : isLeft ? 160 : 220;
  }

  private static BufferedImage image(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < width * height; i++) {
      int x = i % width;
      int y = i / width;
      image.getRaster().setSample(x, y, 0, grey(2 * x < width, 2 * y < height));
    }
    return image;
  }

  private static byte[] written(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }

  /** Puts a segment APP1 in front, where a camera has it. */
  static byte[] jpeg(BufferedImage image, int orientation) throws IOException {
    byte[] jpeg = written(image, "jpg");
    byte[] exif = exif(orientation);
    return ByteBuffer.allocate(jpeg.length + 10 + exif.length)
        .put(jpeg, 0, 2)
        .putShort((short) 0xffe1)
        .putShort((short) (8 + exif.length))
        .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
        .put(exif)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  /** A TIFF's header, and one tag: 274, a SHORT. */
  private static byte[] exif(int orientation) {
    byte[] exif =
        HexFormat.of().parseHex("4d4d002a00000008" + "0001" + "0112000300000001" + "00000000");
    byte[] end = new byte[exif.length + 4];
    ByteBuffer.wrap(end).put(exif).putShort(exif.length - 4, (short) orientation);
    return end;
  }
}
