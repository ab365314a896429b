package cellwise;

import static org.assertj.core.api.Assertions.assertThat;

import cellwise.data.Cifar100;
import cellwise.data.Picture;
import cellwise.data.PictureFolder;
import cellwise.data.Pictures;
import cellwise.data.Records;
import cellwise.data.Seeds;
import cellwise.eval.Evaluation;
import cellwise.optim.GradientDescent;
import cellwise.recipe.Recipe;
import cellwise.recipe.Training;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings on what is neither CIFAR-10 nor drawn by the library. */
class OwnPicturesTest {
  @TempDir Path folder;

  /** Dark against bright pictures would be made alike by standardization; a bar is not. */
  private record Bars(String source, int size) implements Records {
    @Override
    public Picture picture(int i) {
      Random random = Seeds.random(size, i);
      byte[] planes = new byte[3 * 32 * 32];
      int place = 4 + random.nextInt(24);
      for (int at = 0; at < planes.length; at++) {
        int across = i % 2 == 0 ? at / 32 % 32 : at % 32;
        planes[at] = (byte) (Math.abs(across - place) < 4 ? 200 : 20);
      }
      return new Picture(i % 2, 32, 32, planes);
    }
  }

  @Test
  void recordsOfOnesOwnAreLearnt() {
    Pictures bars =
        Pictures.of(
            "Bars", List.of("lying", "standing"), new Bars("train", 500), new Bars("test", 100));
    assertThat(trained(bars, 32, 40).precisionAt1()).isGreaterThan(0.9);
  }

  @Test
  void aFolderOfPicturesIsLearnt() throws IOException {
    Bars bars = new Bars("drawn", 200);
    for (int i = 0; i < bars.size(); i++) {
      Picture bar = bars.picture(i);
      BufferedImage image = new BufferedImage(80, 64, BufferedImage.TYPE_INT_RGB);
      for (int at = 0; at < 80 * 64; at++) {
        int column = Math.max(0, Math.min(31, (at % 80 - 8) / 2));
        image.setRGB(at % 80, at / 80, 0x010101 * bar.value(0, at / 80 / 2, column));
      }
      Path file = folder.resolve(i % 2 == 0 ? "lying" : "standing").resolve(i + ".jpg");
      Files.createDirectories(file.getParent());
      ImageIO.write(image, "jpg", file.toFile());
    }
    Pictures pictures = PictureFolder.open(folder);
    assertThat(pictures.classes()).containsExactly("lying", "standing");
    Evaluation evaluation = trained(pictures, 32, 40);
    assertThat(evaluation.size()).isEqualTo(40);
    assertThat(evaluation.precisionAt1()).isGreaterThan(0.9);
  }

  /** The records have the labels of the first two coarse and fine classes. */
  @Test
  void cifar100IsLearntByFineAndByCoarseLabels() throws IOException {
    writeCifar100();
    for (Pictures pictures : List.of(Cifar100.open(folder), Cifar100.openCoarse(folder))) {
      Evaluation evaluation = trained(pictures, 32, 60);
      assertThat(evaluation.classes()).isEqualTo(pictures.classes());
      assertThat(evaluation.precisionAt1()).as(pictures.name()).isGreaterThan(0.9);
    }
  }

  private void writeCifar100() throws IOException {
    for (Bars bars : List.of(new Bars("train.bin", 500), new Bars("test.bin", 100))) {
      byte[] file = new byte[bars.size() * 3074];
      for (int i = 0; i < bars.size(); i++) {
        file[i * 3074] = (byte) (i % 2 * 19);
        file[i * 3074 + 1] = (byte) (i % 2 * 99);
        System.arraycopy(bars.picture(i).planes(), 0, file, i * 3074 + 2, 3072);
      }
      Files.write(folder.resolve(bars.source()), file);
    }
  }

  private static Evaluation trained(Pictures pictures, int batch, int steps) {
    Recipe slow =
        Recipe.tutorial().withOptimizer((net, batches, all) -> GradientDescent.of(step -> 0.02f));
    try (Training training = slow.training(pictures, batch, steps, 1)) {
      training.session().run(steps);
      return training.evaluateRaw();
    }
  }

  /** In both languages; CIFAR-100 from the files that are written here. */
  @Test
  void theSolutionsOfTheNotebooksExercisesRun() throws IOException {
    writeCifar100();
    for (String notebook : List.of("notebooks/01-data.ipynb", "notebooks/zh/01-data.ipynb")) {
      try (Snippets cells = new Snippets()) {
        cells.run("import cellwise.data.*; import java.nio.file.*; import java.util.*;");
        cells.run("var pictures = Shapes10.open(40);");
        List<String> solutions = solutions(Path.of(notebook));
        assertThat(solutions).hasSize(5);
        for (String solution : solutions) {
          cells.run(
              solution.replace(
                  "Cifar100.open()", "Cifar100.open(Path.of(\"%s\"))".formatted(folder)));
        }
        assertThat(cells.run("own.classes().size() + \" \" + own.test().size()"))
            .isEqualTo("\"10 40\"");
        assertThat(cells.run("fine.classes().size()")).isEqualTo("100");
        assertThat(cells.run("bars + \"\"")).contains("500 pictures to train on, 100 to test on");
      }
    }
  }

  private static List<String> solutions(Path notebook) throws IOException {
    JsonObject page = JsonParser.parseString(Files.readString(notebook)).getAsJsonObject();
    JsonArray cells = page.getAsJsonArray("cells");
    JsonArray last = cells.get(cells.size() - 1).getAsJsonObject().getAsJsonArray("source");
    String text =
        StreamSupport.stream(last.spliterator(), false)
            .map(line -> line.getAsString())
            .collect(Collectors.joining());
    return Jsoup.parseBodyFragment(text).select("pre").stream().map(Element::wholeText).toList();
  }
}
