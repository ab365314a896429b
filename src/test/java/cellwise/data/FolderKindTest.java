package cellwise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderKindTest {
  @TempDir Path folder;

  @Test
  void tellsAndOpensEachKind() throws IOException {
    Path ten = CifarFolder.write(folder.resolve("ten"), 2);
    assertKind(ten, FolderKind.CIFAR_10, "ten: 10 pictures to train on, 2 to test on, 10 classes");
    Path outer = folder.resolve("outer");
    Cifar100Test.write(Files.createDirectories(outer.resolve("cifar-100-binary")));
    assertKind(outer, FolderKind.CIFAR_100, "outer: 50 pictures to train on, 7 to test on, 100");
    Path digits = Digits.write(folder.resolve("drawn"));
    assertKind(digits, FolderKind.MNIST, "drawn: 10,000 pictures to train on, 2,000 to test on");
    Path own = folder.resolve("own");
    for (String name : new String[] {"cat/1.png", "cat/2.png", "dog/1.png", "dog/2.png"}) {
      write(own.resolve(name));
    }
    assertKind(own, FolderKind.CLASSES, "own: 2 pictures to train on, 2 to test on, 2 classes");
  }

  private static void assertKind(Path folder, FolderKind kind, String opened) throws IOException {
    assertThat(FolderKind.of(folder)).isEqualTo(kind);
    assertThat(kind.open(folder).toString()).startsWith(opened);
  }

  private static void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
  }

  @Test
  void tellsWhatIsIncompleteSoThatItsDoorCanSayWhatIsMissing() throws IOException {
    Files.createFile(folder.resolve("data_batch_3.bin"));
    assertThat(FolderKind.of(folder)).isEqualTo(FolderKind.CIFAR_10);
    assertThatThrownBy(() -> FolderKind.CIFAR_10.open(folder))
        .hasMessageStartingWith(folder + " lacks data_batch_1.bin, data_batch_2.bin, data_batch_4");
    Files.delete(folder.resolve("data_batch_3.bin"));
    Files.createFile(folder.resolve("t10k-labels.idx1-ubyte.gz"));
    assertThat(FolderKind.of(folder)).isEqualTo(FolderKind.MNIST);
  }

  /** As a preview, or a link that nobody could follow to its end. */
  @Test
  void knowsASetByItsFilesWhateverLiesBesideThem() throws IOException {
    CifarFolder.write(folder, 1);
    write(folder.resolve("preview/1.png"));
    assertThat(FolderKind.of(folder)).isEqualTo(FolderKind.CIFAR_10);
    Files.createSymbolicLink(folder.resolve("here"), folder);
    assertThat(FolderKind.of(folder)).isEqualTo(FolderKind.CIFAR_10);
  }

  @Test
  void refusesAFolderOfSeveralKinds() throws IOException {
    CifarFolder.write(folder.resolve("cifar-10-batches-bin"), 1);
    Cifar100Test.write(Files.createDirectories(folder.resolve("cifar-100-binary")));
    assertThatThrownBy(() -> FolderKind.of(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(
            folder
                + " holds CIFAR-10's binary version and CIFAR-100's binary version: pass a folder"
                + " with one of them");
  }

  @Test
  void refusesAFolderOfNoKind() throws IOException {
    Files.createFile(folder.resolve("b.csv"));
    Files.createFile(Files.createDirectory(folder.resolve("a")).resolve("x.txt"));
    assertThatThrownBy(() -> FolderKind.of(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(
            folder
                + " holds a, b.csv, must hold CIFAR-10's binary version (data_batch_1.bin to"
                + " test_batch.bin), or CIFAR-100's binary version (train.bin and test.bin), or"
                + " MNIST's IDX files (train-images-idx3-ubyte …), or a folder of pictures for"
                + " each class (cat/1.jpg, dog/1.jpg …)");
    assertThatThrownBy(() -> FolderKind.of(folder.resolve("no")))
        .hasMessageStartingWith(folder.resolve("no") + " is no folder: pass one that holds CIFAR");
  }
}
