package cellwise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
  @TempDir Path folder;

  @Test
  void readsLabelsAndPlanesAsTheTutorialsReader() throws IOException {
    CifarFolder.write(folder, 1);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(CifarFolder.record(9, 255, 0, 100));
    file.write(CifarFolder.record(3, 1, 2, 3));
    file.write(CifarFolder.record(0, 254, 255, 0));
    Files.write(folder.resolve("test_batch.bin"), file.toByteArray());

    Split test = Cifar10.open(folder).test();

    assertThat(test.size()).isEqualTo(3);
    assertThat(test.first(3)).extracting(Picture::label).containsExactly(9, 3, 0);
    assertThat(test.picture(0).value(0, 31, 31)).isEqualTo(255);
    assertThat(test.picture(0).value(1, 0, 0)).isZero();
    assertThat(test.picture(0).value(2, 16, 3)).isEqualTo(100);
    assertThat(test.picture(1).pixels().value(1, 0, 31)).isEqualTo(2f);
    assertThatThrownBy(() -> test.picture(3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void countsThroughAllFiveTrainingFiles() throws IOException {
    Split train = Cifar10.open(CifarFolder.write(folder, 3)).train();
    assertThat(train.size()).isEqualTo(15);
    assertThat(train.picture(14).value(0, 0, 0)).isEqualTo(20);
    assertThat(train.files())
        .extracting(Split::name)
        .last()
        .isEqualTo(folder.getFileName() + " data_batch_5.bin");
    assertThat(train.files()).extracting(Split::size).containsOnly(3);
  }

  @Test
  void opensTheFolderThatTheArchiveHolds() throws IOException {
    CifarFolder.write(folder.resolve("cifar-10-batches-bin"), 2);
    assertThat(Cifar10.open(folder))
        .hasToString(folder.getFileName() + ": 10 pictures to train on, 2 to test on, 10 classes");
  }

  @Test
  void namesTheClassesAsTheFolderDoes() throws IOException {
    CifarFolder.write(folder, 1);
    assertThat(Cifar10.open(folder).classes()).contains("airplane", "truck").hasSize(10);
    Files.writeString(folder.resolve("batches.meta.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
    assertThat(Cifar10.open(folder).test().classes()).startsWith("a", "b").hasSize(10);
    assertNames("a\r\nb\r\nc \r\nd\r\ne\r\nf\r\ng\r\nh\r\ni\r\nj\r\n\r\n", "a", "b", "c");
    Files.writeString(folder.resolve("batches.meta.txt"), "a\nb\n");
    assertRefused("batches.meta.txt names 2 classes, must name 10, one a line");
  }

  @Test
  void readsNamesOfClassesInUtf8WithOrWithoutAByteOrderMark() throws IOException {
    CifarFolder.write(folder, 1);
    assertNames("\ufeffLöwe\nb\nc\nd\ne\nf\ng\nh\ni\nj\n", "Löwe", "b");
    Path file = folder.resolve("batches.meta.txt");
    Files.writeString(file, "Löwe\nb\nc\nd\ne\nf\ng\nh\ni\nj\n", StandardCharsets.ISO_8859_1);
    assertRefused(file + " is not in UTF-8: save it as UTF-8");
    Files.writeString(file, "\ufeffa\nb\nc\nd\ne\nf\ng\nh\ni\nj", StandardCharsets.UTF_16LE);
    assertRefused(file + " is not in UTF-8: save it as UTF-8");
    Files.writeString(file, "a\nb\nc\nd\ne\nf\ng\nh\ni\na\n");
    assertRefused(file + " names a twice, must name each class once");
  }

  private void assertNames(String text, String... first) throws IOException {
    Files.writeString(folder.resolve("batches.meta.txt"), text);
    assertThat(Cifar10.open(folder).classes()).startsWith(first).hasSize(10);
  }

  @Test
  void refusesATruncatedFileWithItsPathAndOffset() throws IOException {
    CifarFolder.write(folder, 2);
    Path file = folder.resolve("data_batch_3.bin");
    Files.write(file, List.of("x".repeat(3073 + 99)));
    assertRefused(
        file + " is truncated: record 1 starts at byte offset 3073 and has 100 of 3073 bytes");
  }

  @Test
  void saysWhatOtherFilesLookLike() throws IOException {
    CifarFolder.write(folder, 2);
    Path file = folder.resolve("data_batch_3.bin");
    Files.write(file, new byte[100 * 3074]);
    assertRefused(
        file
            + " has no records of 3073 bytes; its 307400 bytes are 100 of 3074, as of CIFAR-100's:"
            + " Cifar100.open reads them");
    Files.write(file, new byte[10 * 785]);
    assertRefused("its 7850 bytes are 10 of 785, as of 28 × 28 grey pixels with a label: Mnist");
    Files.write(file, new byte[10 * 784]);
    assertRefused("its 7840 bytes are 10 of 784, as of 28 × 28 grey pixels: Mnist.open reads");
    Files.write(file, new byte[10 * 3072]);
    assertRefused("its 30720 bytes are 10 of 3072, as of pictures without labels");
    Files.write(file, new byte[] {0x1f, (byte) 0x8b, 8});
    assertRefused(file + " is compressed: unpack it");
    Files.write(file, new byte[] {(byte) 0x80, 2, 0x7d});
    assertRefused(file + " is of CIFAR's Python version: pass the binary version");
  }

  @Test
  void saysWhyAFileCannotBeRead() throws IOException {
    CifarFolder.write(folder, 1);
    Path file = folder.resolve("data_batch_4.bin");
    Files.delete(file);
    Files.createDirectory(file);
    assertRefused(file + " is a folder, must be a file");
    Files.delete(file);
    Files.createSymbolicLink(file, folder.resolve("nowhere"));
    assertRefused(file + " is a link to what is not there");
    Files.delete(file);
    Files.createSymbolicLink(file, Path.of("/dev/null"));
    assertRefused(file + " is a pipe or a device, must be a file");
    Files.delete(file);
  }

  @Test
  void refusesALabelOf10WithItsPathAndOffset() throws IOException {
    CifarFolder.write(folder, 3);
    byte[] bytes = CifarFolder.records(3);
    bytes[2 * 3073] = 10;
    Path file = Files.write(folder.resolve("data_batch_2.bin"), bytes);
    assertRefused(file + " has label 10 in record 2 (byte offset 6146), must be 0 to 9");
  }

  @Test
  void refusesAnEmptyFolder() {
    assertRefused(folder + " lacks data_batch_1.bin, data_batch_2.bin");
    assertRefused("test_batch.bin, and is empty: pass the folder that cifar-10-binary.tar.gz");
  }

  @Test
  void refusesAFolderWithoutTheFiles() throws IOException {
    CifarFolder.write(folder, 1);
    Files.delete(folder.resolve("data_batch_4.bin"));
    assertRefused(folder + " lacks data_batch_4.bin, and holds data_batch_1.bin, data_batch_2.bin");
    Files.createFile(folder.resolve("x"));
    Files.createFile(folder.resolve("y"));
    assertRefused("data_batch_5.bin, test_batch.bin, x and 1 more: pass the folder that");
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    CifarFolder.write(folder, 1);
    Path file = Files.write(folder.resolve("test_batch.bin"), new byte[0]);
    assertRefused(file + " is empty, must hold records of 3073 bytes");
  }

  @Test
  void refusesWhatIsNoFolder() {
    assertThatThrownBy(() -> Cifar10.open(folder.resolve("nowhere")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nowhere is no folder: pass the one that holds data_batch_1.bin");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> Cifar10.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }
}
