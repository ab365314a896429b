package cellwise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.Mutations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
  /** Two pictures of 2 rows and 3 columns, and their labels 7 and 0, as the format is published. */
  private static final byte[] PICTURES =
      HexFormat.of()
          .parseHex(
              "00000803" + "00000002" + "00000002" + "00000003" + "0001ff808182" + "0a0b0c0d0e0f");

  private static final byte[] LABELS = HexFormat.of().parseHex("00000801" + "00000002" + "0700");

  @TempDir Path folder;
  private Path pictures;
  private Path labels;

  @BeforeEach
  void writeFourFiles() throws IOException {
    Files.write(folder.resolve("train-images-idx3-ubyte"), PICTURES);
    Files.write(folder.resolve("train-labels-idx1-ubyte"), LABELS);
    pictures = Files.write(folder.resolve("t10k-images-idx3-ubyte"), PICTURES);
    labels = Files.write(folder.resolve("t10k-labels-idx1-ubyte"), LABELS);
  }

  @Test
  void readsPicturesAndLabelsAsTheFormatSays() throws IOException {
    Split test = Mnist.open(folder).test();
    assertThat(test).hasToString(folder.getFileName() + " test (2 pictures)");
    assertThat(test.first(2)).extracting(Picture::label).containsExactly(7, 0);
    Picture picture = test.picture(0);
    assertThat(picture.channels()).isEqualTo(1);
    assertThat(picture.height()).isEqualTo(2);
    assertThat(picture.width()).isEqualTo(3);
    assertThat(picture.value(0, 0, 2)).isEqualTo(255);
    assertThat(picture.value(0, 1, 0)).isEqualTo(0x80);
    assertThat(test.picture(1).pixels().values()).containsExactly(10, 11, 12, 13, 14, 15);
  }

  @Test
  void readsCompressedFilesAlike() throws IOException {
    String plain = Mnist.open(folder).test().fingerprint();
    zip(pictures, PICTURES);
    zip(labels, LABELS);
    assertThat(Mnist.open(folder).test().fingerprint()).isEqualTo(plain);
  }

  /** As Kaggle's copy has them: files with a dot, beside folders without. */
  @Test
  void readsFilesWhoseNamesHaveADot() throws IOException {
    String plain = Mnist.open(folder).test().fingerprint();
    Files.move(pictures, folder.resolve("t10k-images.idx3-ubyte"));
    Files.createDirectory(pictures);
    Files.move(labels, folder.resolve("t10k-labels.idx1-ubyte"));
    assertThat(Mnist.open(folder).test().fingerprint()).isEqualTo(plain);
    Files.delete(folder.resolve("t10k-labels.idx1-ubyte"));
    zip(folder.resolve("t10k-labels.idx1-ubyte"), LABELS);
    assertThat(Mnist.open(folder).test().fingerprint()).isEqualTo(plain);
  }

  @Test
  void namesWhatIsMissingAndWhatIsThere() throws IOException {
    Files.delete(labels);
    assertRefused(
        "there is no %s, nor with .gz, nor t10k-labels.idx1-ubyte; "
            + folder
            + " holds t10k-images-idx3-ubyte, train-images-idx3-ubyte, train-labels-idx1-ubyte:"
            + " pass the folder that holds MNIST's four files",
        labels);
    assertThatThrownBy(() -> Mnist.open(pictures)).hasMessageContaining(" is no folder: pass the");
  }

  @Test
  void saysWhyAFileCannotBeRead() throws IOException {
    Files.delete(labels);
    Files.createSymbolicLink(labels, folder.resolve("nowhere"));
    assertRefused("%s is a link to what is not there", labels);
    Files.delete(labels);
    Files.createSymbolicLink(labels, Path.of("/dev/null"));
    assertRefused("%s is a pipe or a device, must be a file", labels);
    Files.delete(labels);
  }

  @Test
  void refusesWrongHeaders() throws IOException {
    Files.write(pictures, LABELS);
    assertRefused("%s has 10 bytes, must have at least the 16 of its header", pictures);
    Files.write(pictures, changed(PICTURES, 0, 2049));
    assertRefused(
        "%s begins with 2049, must begin with 2051; is it MNIST's file of pictures", pictures);
    Files.write(pictures, changed(PICTURES, 4, -1));
    assertRefused("%s says at byte offset 4 that it has -1, must have 1 or more", pictures);
    Files.write(pictures, changed(PICTURES, 8, Integer.MAX_VALUE));
    assertRefused(
        "%s says at byte offset 8 that its pictures are 2147483647 × 3, must be 1 to 4096",
        pictures);
  }

  @Test
  void refusesFilesThatAreShorterOrLongerThanTheySay() throws IOException {
    Files.write(pictures, Arrays.copyOf(PICTURES, 27));
    assertRefused("%s has 27 bytes, must have 28, as its header says; fetch it again", pictures);
    Files.write(pictures, PICTURES);
    Files.write(labels, Arrays.copyOf(LABELS, 11));
    assertRefused("%s has 11 bytes, must have 10, as its header says", labels);
  }

  @Test
  void refusesLabelsThatDoNotFit() throws IOException {
    byte[] three = Arrays.copyOf(changed(LABELS, 4, 3), 11);
    Files.write(labels, three);
    assertRefused("%s has 2 pictures and " + labels + " has 3 labels", pictures);
    byte[] ten = LABELS.clone();
    ten[9] = 10;
    Files.write(labels, ten);
    assertRefused("%s has label 10 at byte offset 9, must be 0 to 9", labels);
  }

  @Test
  void refusesBrokenCompression() throws IOException {
    Path file = zip(labels, LABELS);
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 15));
    assertRefused("%s cannot be unpacked: it is truncated; fetch it again", file);
    Files.write(file, LABELS);
    assertRefused(
        "%s cannot be unpacked: Not in GZIP format; if it is unpacked already, take .gz off", file);
  }

  /** 120 MB of zeros, a tenth of a megabyte as a file. */
  @Test
  void refusesABombWithLittleMemory() throws IOException {
    zip(pictures, new byte[120_000_000]);
    assertThat(
            Mutations.isRead(
                pictures + ".gz cannot be unpacked: it unpacks to 100000000 bytes or more",
                0,
                () -> Mnist.open(folder)))
        .isFalse();
  }

  /** Broken files are read or refused, soon, and with little memory. */
  @Test
  void staysCalmWithBrokenFiles() throws IOException {
    Mutations mutations = new Mutations(5);
    Path zipped = zip(labels, LABELS);
    byte[] whole = Files.readAllBytes(zipped);
    for (int i = 0; i < Mutations.COUNT; i++) {
      byte[] bytes = mutations.of(i % 2 == 0 ? PICTURES : whole);
      Files.write(pictures, i % 2 == 0 ? bytes : PICTURES);
      Files.write(zipped, i % 2 == 0 ? whole : bytes);
      Mutations.isRead(folder.toString(), bytes.length, () -> Mnist.open(folder));
    }
  }

  /** If this changes, so do all results on Digits that were ever measured. */
  @Test
  void drawsTheSameDigitsOnEveryMachine() {
    Split test = Digits.open(10, 50).test();
    CRC32 crc = new CRC32();
    IntStream.range(0, 50).forEach(i -> crc.update(test.picture(i).planes()));
    assertThat(crc.getValue()).isEqualTo(2632457291L);
    assertThat(test.first(50)).extracting(Picture::label).startsWith(0, 1, 2).endsWith(8, 9);
  }

  @Test
  void writesDigitsAsTheFilesOfMnist() throws IOException {
    Path written = Digits.write(folder.resolve("digits"));
    byte[] header =
        Arrays.copyOf(Files.readAllBytes(written.resolve("train-images-idx3-ubyte")), 16);
    assertThat(HexFormat.of().formatHex(header)).isEqualTo("00000803000027100000001c0000001c");
    Pictures read = Mnist.open("Digits", written, Mnist.CLASSES);
    Pictures drawn = Digits.open();
    assertThat(read.train().fingerprint()).isEqualTo(drawn.train().fingerprint());
    assertThat(read.test().fingerprint()).isEqualTo(drawn.test().fingerprint());
    assertThat(read).hasToString(drawn.toString());
    assertThat(Files.list(written)).hasSize(4);
  }

  private static byte[] changed(byte[] bytes, int offset, int number) {
    return ByteBuffer.wrap(bytes.clone()).putInt(offset, number).array();
  }

  private static Path zip(Path file, byte[] bytes) throws IOException {
    Files.deleteIfExists(file);
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return Files.write(Path.of(file + ".gz"), zipped.toByteArray());
  }

  private void assertRefused(String message, Path file) {
    assertThatThrownBy(() -> Mnist.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message.formatted(file));
  }
}
