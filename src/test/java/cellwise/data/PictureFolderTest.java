package cellwise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFolderTest {
  @TempDir Path folder;

  /** PNG keeps every byte, and 32 × 32 needs no scaling. */
  @Test
  void readsThePicturesOfEachClass() throws IOException {
    Split shapes = Shapes10.open(10).train();
    Set<String> written = new HashSet<>();
    for (int i = 0; i < shapes.size(); i++) {
      Picture picture = shapes.picture(i);
      write(shapes.classes().get(picture.label()) + "/" + i + ".png", image(picture));
      written.add(shapes.classes().get(picture.label()) + Arrays.toString(picture.planes()));
    }
    Pictures pictures = PictureFolder.open(folder);
    assertThat(pictures.name()).isEqualTo(folder.getFileName().toString());
    assertThat(pictures.classes()).isSorted().hasSameElementsAs(shapes.classes());
    Set<String> read = new HashSet<>();
    for (Split part : List.of(pictures.train(), pictures.test())) {
      for (Picture picture : part.first(part.size())) {
        read.add(part.classes().get(picture.label()) + Arrays.toString(picture.planes()));
      }
    }
    assertThat(read).isEqualTo(written);
    assertThat(pictures.train().size()).isEqualTo(40);
    assertThat(labels(pictures.test())).containsOnly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9).hasSize(10);
  }

  /** 130 × 64: 33 columns fall away on either side, and of each 2 × 2 it is the mean. */
  @Test
  void cutsTheSquareInTheMiddleAndScalesIt() throws IOException {
    BufferedImage wide = new BufferedImage(130, 64, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 130 * 64; i++) {
      wide.setRGB(i % 130, i / 130, (i * 31 % 256) << 16 | (i * 17 % 256) << 8 | i % 251);
    }
    for (String name : List.of("a/1.png", "a/2.bmp", "b/1.tiff", "b/2.png")) {
      write(name, wide);
    }
    Pictures small = PictureFolder.open(folder);
    Picture picture = small.train().picture(0);
    for (int i = 0; i < 32 * 32; i++) {
      double red = 0;
      for (int pixel = 0; pixel < 4; pixel++) {
        int x = 33 + i % 32 * 2 + pixel % 2;
        int y = i / 32 * 2 + pixel / 2;
        red += (wide.getRGB(x, y) >> 16 & 255) / 4.0;
      }
      assertThat(picture.value(0, i / 32, i % 32)).isEqualTo((int) Math.round(red));
    }
    Pictures large = PictureFolder.open(folder, 64);
    assertThat(large.train().shape().getShape()).containsExactly(3, 64, 64);
    assertThat(large.test().picture(0).value(2, 5, 7)).isEqualTo((5 * 130 + 33 + 7) % 251);
  }

  @Test
  void takesTrainAndTestWhereTheyAreThere() throws IOException {
    fill("Train/cat", 3);
    fill("Train/dog", 4);
    fill("Test/cat", 1);
    fill("Test/dog", 2);
    Pictures pictures = PictureFolder.open(folder);
    assertThat(labels(pictures.train())).containsExactlyInAnyOrder(0, 0, 0, 1, 1, 1, 1);
    assertThat(labels(pictures.test())).containsExactlyInAnyOrder(0, 1, 1);
    Files.move(folder.resolve("Test"), folder.resolve("val"));
    assertThat(PictureFolder.open(folder).test().fingerprint())
        .isEqualTo(pictures.test().fingerprint());
  }

  @Test
  void anotherSeedDrawsOthersAndEachClassHasItsShare() throws IOException {
    fill("cat", 40);
    fill("dog", 20);
    fill("two", 2);
    Pictures first = PictureFolder.open(folder, 8, 0.25, 1);
    assertThat(count(first.test(), 0)).isEqualTo(10);
    assertThat(count(first.test(), 1)).isEqualTo(5);
    assertThat(count(first.test(), 2)).isEqualTo(1);
    assertThat(count(first.train(), 2)).isEqualTo(1);
    assertThat(PictureFolder.open(folder, 8, 0.25, 1).test().fingerprint())
        .isEqualTo(first.test().fingerprint());
    assertThat(PictureFolder.open(folder, 8, 0.25, 2).test().fingerprint())
        .isNotEqualTo(first.test().fingerprint());
    assertThat(labels(first.train()).subList(0, 8)).contains(0, 1);
  }

  /** Written in another order, in another folder, read in a locale whose I has no dot. */
  @Test
  void isTheSameInEveryLocaleAndOnEveryFileSystem() throws IOException {
    List<String> names = List.of("İ/A.GIF", "İ/b.gif", "I/i.GIF", "I/ı.PNG", "z/1.png", "z/2.TIFF");
    for (int i = 0; i < names.size(); i++) {
      write("one/" + names.get(i), grey(i));
      write("two/" + names.get(5 - i), grey(5 - i));
    }
    Pictures one = PictureFolder.open(folder.resolve("one"));
    Locale before = Locale.getDefault();
    Locale.setDefault(new Locale("tr", "TR"));
    try {
      Pictures two = PictureFolder.open(folder.resolve("two"));
      assertThat(two.classes()).isEqualTo(one.classes()).containsExactly("I", "z", "İ");
      assertThat(two.train().fingerprint()).isEqualTo(one.train().fingerprint());
      assertThat(two.test().fingerprint()).isEqualTo(one.test().fingerprint());
    } finally {
      Locale.setDefault(before);
    }
  }

  /** As Python sorts, which does not look at UTF-16. */
  @Test
  void sortsNamesInAnyScriptByCodePointsHoweverTheyAreComposed() throws IOException {
    String fromMac = Normalizer.normalize("Löwe", Normalizer.Form.NFD);
    for (String name : List.of("\ud83d\ude00", "\uff21", "猫", fromMac, "Low", "Lp")) {
      fill(name, 2);
    }
    assertThat(PictureFolder.open(folder).classes())
        .containsExactly("Low", "Lp", "Löwe", "猫", "\uff21", "\ud83d\ude00");
    fill("Löwe", 2);
    assertRefused(folder + " has two folders named Löwe: rename one");
  }

  @Test
  void leavesOutWhatIsHiddenOrNoPictureAndTakesNestedFoldersAndLinks() throws IOException {
    fill("cat", 2);
    fill("dog/young", 2);
    fill("elsewhere/pictures", 3);
    fill(".git/x", 1);
    fill("__MACOSX/cat", 1);
    write("cat/.thumbs/9.png", grey(9));
    write("picture.png", grey(9));
    Files.writeString(folder.resolve("cat/notes.txt"), "no picture");
    Files.writeString(folder.resolve("cat/._1.png"), "a Mac's");
    Files.writeString(folder.resolve("README"), "no picture");
    Path set = Files.createDirectory(folder.resolve("set"));
    for (String name : List.of("cat", "dog", ".git", "__MACOSX", "README")) {
      Files.move(folder.resolve(name), set.resolve(name));
    }
    Files.createSymbolicLink(set.resolve("owl"), folder.resolve("elsewhere/pictures"));
    Files.createSymbolicLink(set.resolve("dog/linked.png"), folder.resolve("picture.png"));
    Pictures pictures = PictureFolder.open(set);
    assertThat(pictures).hasToString("set: 5 pictures to train on, 3 to test on, 3 classes");
    assertThat(pictures.classes()).containsExactly("cat", "dog", "owl");
    assertThat(count(pictures.train(), 1) + count(pictures.test(), 1)).isEqualTo(3);
  }

  @Test
  void refusesAPictureThatIsBrokenWithItsPath() throws IOException {
    fill("cat", 5);
    fill("dog", 5);
    Path broken = folder.resolve("dog/2.png");
    byte[] bytes = Files.readAllBytes(broken);
    Files.write(broken, Arrays.copyOf(bytes, bytes.length / 2));
    assertRefused(broken + " cannot be read as a picture: ");
    Files.delete(broken);
    Files.createSymbolicLink(broken, folder.resolve("nowhere"));
    assertRefused(broken + " is a link to what is not there");
    Files.delete(broken);
    Path other = Files.createFile(folder.resolve("dog/x.WebP"));
    assertRefused(other + " is no picture that Java reads (jpg, jpeg, jpe, jfif, png, gif,");
  }

  @Test
  void refusesAFolderThatHasNoClassesToTellApart() throws IOException {
    assertRefused(
        folder + " has pictures of no class, must hold a folder for each of two classes or more;");
    fill("cat", 2);
    assertRefused(folder + " has pictures of one class alone, cat, must hold a folder for each");
    Path empty = Files.createDirectory(folder.resolve("dog"));
    assertRefused(empty + " has no picture (jpg, jpeg, jpe, jfif, png, gif, bmp, tif, tiff), and");
    fill("dog", 1);
    assertRefused(folder.resolve("dog/0.png") + " is the only picture of its class, must be two");
    Path loop = Files.createSymbolicLink(folder.resolve("dog/loop"), folder.resolve("dog"));
    assertRefused(loop + " is a link to a folder that it lies in: remove it");
    assertThatThrownBy(() -> PictureFolder.open(folder.resolve("no")))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(
            "no is no folder: pass the one that holds a folder of pictures for each class");
  }

  @Test
  void refusesPartsThatDoNotFit() throws IOException {
    fill("train/cat", 2);
    fill("train/dog", 2);
    assertRefused(folder + " holds train alone: put test beside it, or pass the folder " + folder);
    fill("test/cat", 2);
    fill("test/hen", 2);
    assertRefused(
        "train has the classes [cat, dog], " + folder.resolve("test") + " has [cat, hen]");
    Files.move(folder.resolve("test/hen"), folder.resolve("test/dog"));
    fill("owl", 2);
    assertRefused(folder + " holds owl beside train and test: the parts must be alone there");
  }

  @Test
  void refusesAShareThatLeavesNothingAndASideOfNoPixels() {
    for (double share : new double[] {0, 1, -0.1, Double.NaN}) {
      assertThatThrownBy(() -> PictureFolder.open(folder, 32, share, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith("testShare is %s, must be above 0 and below 1".formatted(share));
    }
    assertThatThrownBy(() -> PictureFolder.open(folder, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("side is 0, must be positive");
  }

  @Test
  void endsWhenInterrupted() throws IOException {
    fill("cat", 2);
    fill("dog", 2);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> PictureFolder.open(folder))
        .isInstanceOf(InterruptedIOException.class)
        .hasMessage("interrupted while reading the pictures of " + folder);
    assertThat(Thread.interrupted()).isTrue();
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> PictureFolder.open(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  private static List<Integer> labels(Split split) {
    return split.first(split.size()).stream().map(Picture::label).toList();
  }

  private static long count(Split split, int label) {
    return labels(split).stream().filter(each -> each == label).count();
  }

  private void fill(String name, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      write(name + "/" + i + ".png", grey(3 * i + name.length()));
    }
  }

  private static BufferedImage grey(int value) {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    IntStream.range(0, 64).forEach(i -> image.setRGB(i % 8, i / 8, value * 0x010101));
    return image;
  }

  private static BufferedImage image(Picture picture) {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 32 * 32; i++) {
      int red = picture.value(0, i / 32, i % 32);
      int green = picture.value(1, i / 32, i % 32);
      image.setRGB(i % 32, i / 32, red << 16 | green << 8 | picture.value(2, i / 32, i % 32));
    }
    return image;
  }

  private void write(String name, BufferedImage image) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    String format = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
  }
}
