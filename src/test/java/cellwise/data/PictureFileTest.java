package cellwise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cellwise.Mutations;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFileTest {
  @TempDir Path folder;

  @Test
  void readsAPictureOfTheRightSizePixelByPixel() throws IOException {
    Picture picture = Shapes10.open(1).train().picture(3);
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 32 * 32; i++) {
      int red = picture.value(0, i / 32, i % 32);
      int green = picture.value(1, i / 32, i % 32);
      int blue = picture.value(2, i / 32, i % 32);
      image.setRGB(i % 32, i / 32, red << 16 | green << 8 | blue);
    }
    assertThat(PictureFile.read(png(image)).values()).isEqualTo(picture.pixels().values());
  }

  /** 80 × 64: the left and right 8 columns fall away, each 2 × 2 become one. */
  @Test
  void takesTheMeanInTheSquareInTheMiddle() throws IOException {
    BufferedImage image = new BufferedImage(80, 64, BufferedImage.TYPE_INT_RGB);
    image.setRGB(8, 0, 0xff0000);
    image.setRGB(9, 1, 0x640000);
    image.setRGB(7, 0, 0x00ff00);
    Pixels pixels = PictureFile.read(png(image));
    assertThat(pixels.value(0, 0, 0)).isCloseTo((255 + 100) / 4f, within(1e-4f));
    assertThat(pixels.value(1, 0, 0)).isZero();
    assertThat(pixels.value(0, 0, 1)).isZero();
  }

  /** 48 pixels a side: a new pixel is one and a half old ones. */
  @Test
  void countsPartsOfPixelsAsPartsOfTheMean() throws IOException {
    BufferedImage image = new BufferedImage(48, 48, BufferedImage.TYPE_INT_RGB);
    image.setRGB(1, 0, 0x0000ff);
    Pixels pixels = PictureFile.read(png(image));
    float half = 255 * 0.5f / 2.25f;
    assertThat(pixels.value(2, 0, 0)).isCloseTo(half, within(1e-4f));
    assertThat(pixels.value(2, 0, 1)).isCloseTo(half, within(1e-4f));
  }

  @Test
  void enlargesASmallPictureAndPutsTheTransparentOnWhite() throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(1, 1, new Color(10, 20, 30).getRGB());
    Pixels pixels = PictureFile.read(png(image));
    assertThat(pixels.value(1, 0, 0)).isCloseTo(255, within(1e-4f));
    assertThat(pixels.value(1, 31, 31)).isCloseTo(20, within(1e-4f));
  }

  @Test
  void refusesWhatIsNoPicture() throws IOException {
    Path text = Files.writeString(folder.resolve("a.txt"), "no picture");
    assertThatThrownBy(() -> PictureFile.read(text))
        .isInstanceOf(IOException.class)
        .hasMessage(
            text
                + " cannot be read as a picture: no format that Java can read: save it as PNG or JPEG");
    Path none = folder.resolve("none.png");
    assertThatThrownBy(() -> PictureFile.read(none)).hasMessage(none + " is not there");
  }

  @Test
  void saysWhyAFileCannotBeRead() throws IOException {
    assertRefused(folder, " is a folder, must be a file");
    assertRefused(Files.createFile(folder.resolve("empty")), " cannot be read as a picture: it is");
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
    assertRefused(link, " is a link to what is not there");
    Path loop = Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));
    assertRefused(loop, " is a link to what is not there");
    assertRefused(Path.of("/dev/null"), " is a pipe or a device, must be a file");
  }

  /** Whoever is root may read every file: then only the words are tried. */
  @Test
  void saysThatAFileMayNotBeRead() throws IOException {
    Path file = png(new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB));
    Files.setPosixFilePermissions(file, Set.of());
    if (!Files.isReadable(file)) {
      assertRefused(file, " may not be read: permission denied; chmod a+r lets everybody");
    }
    assertThat(cellwise.data.file.UserFile.reason(new AccessDeniedException(file.toString())))
        .isEqualTo("permission denied");
    assertThat(
            cellwise.data.file.UserFile.reason(
                new FileSystemException("a", null, "Input/output error")))
        .isEqualTo("Input/output error");
  }

  @Test
  void refusesAPictureThatIsCutOff() throws IOException {
    BufferedImage image = noise(40, 32);
    for (String format : List.of("jpg", "png", "gif", "bmp", "tiff")) {
      for (boolean isProgressive : List.of(false, true)) {
        byte[] whole = bytes(image, format, isProgressive);
        PictureFile.read(Files.write(folder.resolve("whole." + format), whole));
        for (int percent : List.of(1, 10, 50, 90, 99)) {
          byte[] part = Arrays.copyOf(whole, whole.length * percent / 100);
          Path file = Files.write(folder.resolve("part." + format), part);
          assertRefused(file, " cannot be read as a picture: ");
        }
      }
    }
    byte[] jpeg = bytes(image, "jpg", false);
    assertRefused(
        Files.write(folder.resolve("a.jpg"), Arrays.copyOf(jpeg, jpeg.length - 20)),
        " cannot be read as a picture: it is cut off or broken (Truncated File");
    byte[] png = bytes(image, "png", false);
    for (int length : new int[] {40, png.length - 20}) {
      assertRefused(
          Files.write(folder.resolve("a.png"), Arrays.copyOf(png, length)),
          " cannot be read as a picture: it is cut off");
    }
  }

  /** Java's reader does not look at a PNG's checksums. */
  @Test
  void refusesAPngWithAnyBitFlipped() throws IOException {
    byte[] png = bytes(noise(32, 32), "png", false);
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      byte[] bytes = png.clone();
      bytes[random.nextInt(png.length)] ^= (byte) (1 << random.nextInt(8));
      assertRefused(Files.write(folder.resolve("a.png"), bytes), " cannot be read as a picture: ");
    }
  }

  @Test
  void readsWhatIsAppendedOnlyToThePicturesEnd() throws IOException {
    BufferedImage image = noise(32, 32);
    for (String format : List.of("jpg", "png", "gif", "bmp", "tiff")) {
      byte[] whole = bytes(image, format, false);
      Path file = Files.write(folder.resolve("a"), whole);
      float[] values = PictureFile.read(file).values();
      Files.write(file, Arrays.copyOf(whole, whole.length + 999));
      assertThat(PictureFile.read(file).values()).isEqualTo(values);
    }
  }

  @Test
  void readsInterlacedAndProgressiveFilesAlike() throws IOException {
    BufferedImage image = noise(32, 32);
    for (String format : List.of("jpg", "png", "gif")) {
      Path plain = Files.write(folder.resolve("plain"), bytes(image, format, false));
      Path other = Files.write(folder.resolve("other"), bytes(image, format, true));
      assertThat(Files.readAllBytes(other)).isNotEqualTo(Files.readAllBytes(plain));
      assertThat(PictureFile.read(other).values()).isEqualTo(PictureFile.read(plain).values());
    }
  }

  @Test
  void readsALineOfPixelsByTheOneInItsMiddle() throws IOException {
    BufferedImage line = new BufferedImage(1, 65, BufferedImage.TYPE_INT_RGB);
    line.setRGB(0, 32, 0x0a141e);
    Pixels pixels = PictureFile.read(png(line));
    assertThat(pixels.value(0, 31, 31)).isCloseTo(10, within(1e-4f));
    assertThat(pixels.value(2, 0, 0)).isCloseTo(30, within(1e-4f));
  }

  /** The header alone says 60,000 × 60,000, which would be 14 GB. */
  @Test
  void refusesAPictureThatIsTooLargeBeforeItTakesMemory() throws IOException {
    byte[] bytes = bytes(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB));
    ByteBuffer.wrap(bytes).putInt(16, 60_000).putInt(20, 60_000);
    CRC32 crc = new CRC32();
    crc.update(bytes, 12, 17);
    ByteBuffer.wrap(bytes).putInt(29, (int) crc.getValue());
    Path file = Files.write(folder.resolve("large.png"), bytes);
    assertThatThrownBy(() -> PictureFile.read(file))
        .hasMessage(
            file
                + " cannot be read as a picture: it has 3,600,000,000 pixels, must have at most"
                + " 50,000,000: make it smaller");
  }

  @Test
  void readsAPictureThatIsLargeWithLittleMemory() throws IOException {
    BufferedImage image = new BufferedImage(7000, 7000, BufferedImage.TYPE_BYTE_BINARY);
    for (int y = 3500; y < 7000; y++) {
      for (int x = 0; x < 7000; x++) {
        image.setRGB(x, y, 0xffffff);
      }
    }
    Path file = png(image);
    Pixels[] pixels = new Pixels[1];
    assertThat(Mutations.isRead("", 0, () -> pixels[0] = PictureFile.read(file))).isTrue();
    assertThat(pixels[0].value(0, 15, 7)).isZero();
    assertThat(pixels[0].value(0, 16, 7)).isCloseTo(255, within(0.01f));
  }

  @Test
  void saysOfEveryBrokenPictureThatItIs() throws IOException {
    BufferedImage image = noise(40, 30);
    List<byte[]> whole = new ArrayList<>();
    for (String format : List.of("png", "jpg", "gif", "bmp", "tiff")) {
      whole.add(bytes(image, format, true));
    }
    whole.add(PictureTurnTest.jpeg(image, 6));
    whole.add(RawPicture.tiff(2, 8, 1, 1, 40, 25, 8, 51));
    Mutations mutations = new Mutations(4);
    Path file = folder.resolve("broken");
    for (int i = 0; i < Mutations.COUNT; i++) {
      byte[] bytes = mutations.of(whole.get(i % whole.size()));
      Files.write(file, bytes);
      Mutations.isRead(file.toString(), bytes.length, () -> PictureFile.read(file));
    }
  }

  /** Lossless JPEG, which another marker names. */
  @Test
  void saysWhatToDoWithAWayOfJpegThatJavaDoesNotKnow() throws IOException {
    byte[] jpeg = bytes(noise(32, 32), "jpg", false);
    int frame = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0");
    jpeg[frame + 1] = (byte) 0xc3;
    Path file = Files.write(folder.resolve("a.jpg"), jpeg);
    assertThatThrownBy(() -> PictureFile.read(file))
        .hasMessageStartingWith(file + " cannot be read as a picture: Unsupported JPEG process")
        .hasMessageEndingWith("; if other programs open it, save it there as PNG");
  }

  private Path png(BufferedImage image) throws IOException {
    return Files.write(folder.resolve("picture.png"), bytes(image));
  }

  private static void assertRefused(Path file, String why) {
    assertThatThrownBy(() -> PictureFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + why);
  }

  private static BufferedImage noise(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, random.nextInt());
    }
    return image;
  }

  private static byte[] bytes(BufferedImage image, String format, boolean isProgressive)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ImageWriteParam how = writer.getDefaultWriteParam();
    if (how.canWriteProgressive()) {
      how.setProgressiveMode(
          isProgressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
    }
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), how);
    }
    return out.toByteArray();
  }

  private static byte[] bytes(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }
}
