package cellwise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import cellwise.checkpoint.Checkpoints;
import cellwise.data.Batches;
import cellwise.data.Cifar10;
import cellwise.data.Distortion;
import cellwise.data.Picture;
import cellwise.data.Pictures;
import cellwise.data.Shapes10;
import cellwise.data.Split;
import cellwise.eval.Evaluation;
import cellwise.eval.Prediction;
import cellwise.eval.TrainedNetwork;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.optim.GradientDescent;
import cellwise.recipe.Recipe;
import cellwise.runs.Journal;
import cellwise.runs.Run;
import cellwise.runs.RunWriter;
import cellwise.runs.Score;
import cellwise.train.Session;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path data;

  /** A folder of pictures in CIFAR-10's format, so that a command takes a second. */
  @BeforeEach
  void writeData() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    var pictures = Shapes10.open(10);
    for (int file = 0; file < 5; file++) {
      write("data_batch_" + (file + 1) + ".bin", pictures.train().files().get(file));
    }
    write("test_batch.bin", pictures.test());
  }

  @Test
  void trainsAndEvaluates() {
    assertThat(train("--steps", "11", "--batch", "8", "--eval-every", "10")).isZero();
    List<String> lines = out.toString().lines().toList();
    String log =
        "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}: step %d, loss = \\d+\\.\\d\\d"
            + " \\(\\d+\\.\\d examples/sec; \\d+\\.\\d{3} sec/batch\\)";
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).matches(log.formatted(0));
    assertThat(lines.get(1)).startsWith("after 10 steps, averaged: precision @ 1 = 0.");
    assertThat(lines.get(2)).startsWith("after 10 steps, raw: precision @ 1 = 0.");
    assertThat(lines.get(3)).matches(log.formatted(10));
    assertThat(err.toString()).contains("Training on data: 50 pictures", "Kept in " + run());

    assertThat(eval()).isZero();
    assertThat(out.toString()).matches("precision @ 1 = 0\\.\\d00\n");
    assertThat(err.toString())
        .isEqualTo(
            data
                + " holds CIFAR-10's binary version\n"
                + "data test, 10 pictures, averaged parameters of step 11:\n");
    assertThat(eval("--raw", "--train-files")).isZero();
    assertThat(out.toString().lines()).hasSize(5).allMatch(line -> line.startsWith("precision @"));
    assertThat(err.toString()).contains("data_batch_5.bin, 10 pictures, raw parameters");
  }

  /** As a notebook may keep one. */
  @Test
  void saysThatACheckpointWithoutAveragesIsEvaluatedAsItWasTrained() throws IOException {
    try (Network net = CifarNet.build(1);
        Batches train = Cifar10.open(data).train().stream(4, Distortion.training(), 1)) {
      Session.of(net, Recipe.crossEntropy(), GradientDescent.of(step -> 0.1f), train)
          .keptIn(Checkpoints.in(run()))
          .run(1);
    }
    assertThat(eval()).isZero();
    assertThat(err.toString())
        .contains("step-1.safetensors has no averages: its variables are as trained\n")
        .endsWith("data test, 10 pictures, raw parameters of step 1:\n");
  }

  /** Without the data set; shares compared with the softmax of the evaluation's own logits. */
  @Test
  void predictsWhatPicturesShow() throws IOException {
    assertThat(train("--steps", "3", "--batch", "4")).isZero();
    Pictures pictures = Cifar10.open(data);
    Path first = png(pictures.test().picture(0), "first.png");
    Path second = png(pictures.test().picture(1), "größer als.png");
    Files.move(data, folder.resolve("away"));
    double[] shares = softmaxOfTheFirst(pictures.test());

    assertThat(execute("predict", "--run", run().toString(), first.toString(), second.toString()))
        .isZero();
    List<String> lines = out.toString().lines().toList();
    int best = best(shares);
    assertThat(lines.get(0).replaceAll("\\s+", " "))
        .isEqualTo(" picture | class | share | next best |");
    assertThat(lines.get(2).replaceAll("\\s+", " "))
        .contains(
            String.format(
                Locale.ROOT,
                " %s | %s | %.1f %% | ",
                first,
                pictures.classes().get(best),
                100 * shares[best]));
    assertThat(lines.get(3)).contains("größer als.png");
    assertThat(err.toString())
        .isEqualTo(
            "CifarNet trained on data: %s, after 3 steps%n"
                .formatted(run().resolve("step-3.safetensors")));

    assertThat(execute("predict", "--run", run().toString(), "--format", "json", first.toString()))
        .isZero();
    JsonObject json =
        JsonParser.parseString(out.toString()).getAsJsonArray().get(0).getAsJsonObject();
    assertThat(json.get("class").getAsString()).isEqualTo(pictures.classes().get(best));
    assertThat(json.get("share").getAsDouble()).isCloseTo(shares[best], within(1e-6));
    assertThat(json.getAsJsonArray("best"))
        .hasSize(3)
        .allSatisfy(
            each -> {
              String name = each.getAsJsonObject().get("class").getAsString();
              assertThat(each.getAsJsonObject().get("share").getAsDouble())
                  .isCloseTo(shares[pictures.classes().indexOf(name)], within(1e-6));
            });
  }

  private double[] softmaxOfTheFirst(Split pictures) throws IOException {
    try (TrainedNetwork trained = TrainedNetwork.open(run())) {
      float[] logits = Prediction.of(trained.net(), pictures).get(0).logits();
      double[] shares = new double[logits.length];
      double sum = 0;
      for (float logit : logits) {
        sum += Math.exp(logit);
      }
      for (int i = 0; i < shares.length; i++) {
        shares[i] = Math.exp(logits[i]) / sum;
      }
      return shares;
    }
  }

  private static int best(double[] shares) {
    return IntStream.range(0, shares.length).reduce(0, (a, b) -> shares[b] > shares[a] ? b : a);
  }

  @Test
  void predictsTheClassesOfAFolderOfPicturesAndKeepsThemApartFromOthers() throws IOException {
    Split shapes = Shapes10.open(100).test();
    for (int i = 0; i < shapes.size(); i++) {
      if (shapes.picture(i).label() < 2) {
        Path of =
            folder.resolve("own/" + List.of("round", "hollow").get(shapes.picture(i).label()));
        png(shapes.picture(i), Files.createDirectories(of).resolve(i + ".png").toString());
      }
    }
    data = folder.resolve("own");
    assertThat(train("--steps", "2", "--batch", "4")).isZero();
    Path picture = png(shapes.picture(0), "picture.png");
    assertThat(
            execute("predict", "--run", run().toString(), "--format", "json", picture.toString()))
        .isZero();
    JsonObject answer =
        JsonParser.parseString(out.toString()).getAsJsonArray().get(0).getAsJsonObject();
    assertThat(answer.getAsJsonArray("best"))
        .extracting(each -> each.getAsJsonObject().get("class").getAsString())
        .containsExactlyInAnyOrder("hollow", "round");
    assertThat(eval()).isZero();

    data = folder.resolve("data");
    assertThat(eval()).isEqualTo(1);
    assertThat(err.toString())
        .contains("class 0 of data test is airplane, ")
        .contains("was trained on own, where it is hollow: take pictures of the same classes");
    assertThat(train("--steps", "4", "--batch", "4")).isEqualTo(1);
    assertThat(err.toString())
        .contains("it is of another network")
        .endsWith("; it was trained on own: give that, or another --run\n");
  }

  @Test
  void losesNoAnswerToAPictureThatCannotBeRead() throws IOException {
    assertThat(train("--steps", "1", "--batch", "4")).isZero();
    Path good = png(Shapes10.open(1).test().picture(0), "good.png");
    String broken = Files.writeString(folder.resolve("broken.jpg"), "no picture").toString();
    String missing = folder.resolve("missing.png").toString();
    String[] all = {"predict", "--run", run().toString(), broken, missing, "-", good.toString()};
    assertThat(execute(all)).isEqualTo(1);
    assertThat(out.toString()).contains(good.toString()).doesNotContain("broken", "missing");
    assertThat(err.toString())
        .contains("cellwise: " + broken + " cannot be read as a picture: ")
        .contains("cellwise: " + missing + " ")
        .contains("cellwise: -: standard input is not read, give a file");

    assertThat(execute(concat(List.of(all), "--format", "JSON"))).isEqualTo(1);
    JsonArray json = JsonParser.parseString(out.toString()).getAsJsonArray();
    assertThat(json).hasSize(4);
    assertThat(json.get(0).getAsJsonObject().get("failure").getAsString()).contains("broken.jpg");
    assertThat(json.get(3).getAsJsonObject().has("class")).isTrue();
  }

  @Test
  void saysWhatIsWrongWithAPrediction() throws IOException {
    Path good = png(Shapes10.open(1).test().picture(0), "good.png");
    assertThat(execute("predict", "--run", "nowhere", good.toString())).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo("cellwise: nowhere has no checkpoint: train first, with this folder\n");
    assertThat(execute("predict", "--run", "nowhere")).isEqualTo(2);
    assertThat(err.toString()).contains("PICTURE").hasLineCount(1);
    assertThat(execute("predict", "--run", "nowhere", "--format", "xml", good.toString()))
        .isEqualTo(2);
    assertThat(err.toString()).contains("expected one of [table, json] (case-insensitive)");
    assertThat(execute("predict", "--help")).isZero();
    assertThat(out.toString()).contains("Usage: cellwise predict", "--format");
  }

  private Path png(Picture picture, String name) throws IOException {
    BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < 32; row++) {
      for (int column = 0; column < 32; column++) {
        int rgb = picture.value(0, row, column) << 16;
        rgb |= picture.value(1, row, column) << 8 | picture.value(2, row, column);
        image.setRGB(column, row, rgb);
      }
    }
    Path file = folder.resolve(name);
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  @Test
  void goesOnWithAnEarlierRun() throws IOException {
    assertThat(train("--steps", "2", "--batch", "2", "--checkpoint-steps", "1")).isZero();
    assertThat(train("--steps", "3", "--batch", "2")).isZero();
    assertThat(err.toString())
        .contains("session at step 2, going on from " + run().resolve("step-2.safetensors"))
        .contains("1 steps from step 2 in ")
        .endsWith("Kept in " + run().resolve("step-3.safetensors") + "\n");
    assertThat(train("--steps", "3", "--batch", "2")).isZero();
    assertThat(err.toString()).endsWith("--steps is 3, and so many are made: give more to go on\n");
    assertThat(train("--steps", "9", "--batch", "2", "--seed", "5")).isEqualTo(1);
    assertThat(err.toString())
        .contains("is of a run with other batches (seed was 1, is 5, first_batch_crc32c was");
    try (Stream<Path> files = Files.list(run())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> !name.startsWith("events.out.tfevents."))
          .containsExactlyInAnyOrder(
              "holder", "lock", "step-1.safetensors", "step-2.safetensors", "step-3.safetensors");
    }
  }

  /** As after a kill between a checkpoint and the next. */
  @Test
  void forgetsWhatIsBehindTheCheckpointThatItGoesOnFrom() throws IOException {
    assertThat(
            train("--steps", "12", "--batch", "2", "--checkpoint-steps", "5", "--eval-every", "4"))
        .isZero();
    Files.delete(run().resolve("step-12.safetensors"));
    Files.delete(run().resolve("step-10.safetensors"));
    assertThat(train("--steps", "8", "--batch", "2", "--eval-every", "4")).isZero();
    try (Journal journal = Journal.open(folder.resolve("journal.db"))) {
      Run run = journal.run("run");
      assertThat(run.lastStep()).hasValue(0);
      assertThat(run.scores()).extracting(Score::step).containsExactly(4L, 4L, 8L, 8L);
      assertThat(run.settings()).containsEntry("steps", "8");
    }
  }

  @Test
  void goesOnWithAnotherNumberOfTowers() throws IOException {
    assertThat(train("--steps", "2", "--batch", "4", "--towers", "2")).isZero();
    try (Journal journal = Journal.open(folder.resolve("journal.db"))) {
      assertThat(journal.run("run").settings()).containsEntry("towers", "2");
    }
    assertThat(train("--steps", "4", "--batch", "4")).isZero();
    assertThat(err.toString()).contains("session at step 2, going on from");
    assertThat(run().resolve("step-4.safetensors")).exists();
    try (Journal journal = Journal.open(folder.resolve("journal.db"))) {
      assertThat(journal.run("run").settings()).containsEntry("towers", "1");
    }
  }

  @Test
  void startsOverOnlyWhenItMay() throws IOException {
    assertThat(train("--steps", "1", "--batch", "2")).isZero();
    assertThat(answering("no\n", "--steps", "1", "--batch", "2", "--fresh")).isEqualTo(1);
    assertThat(err.toString())
        .contains("Start over, and move " + run().resolve("step-1.safetensors"), "[y/N] Nothing");
    assertThat(answering("", "--steps", "1", "--batch", "2", "--fresh")).isEqualTo(1);
    assertThat(run().resolve("step-1.safetensors")).exists();
    assertThat(answering("y\n", "--steps", "2", "--batch", "2", "--fresh")).isZero();
    assertThat(err.toString()).contains("Earlier checkpoints are in " + run().resolve("before-20"));
    assertThat(run().resolve("step-1.safetensors")).doesNotExist();
    assertThat(train("--steps", "1", "--batch", "2", "--fresh", "--yes")).isZero();
    assertThat(run().resolve("step-1.safetensors")).exists();
  }

  @Test
  void keepsTheJournalFromItsOwnExports() throws IOException {
    assertThat(train("--steps", "1", "--batch", "2")).isZero();
    String journal = folder.resolve("journal.db").toString();
    byte[] before = Files.readAllBytes(Path.of(journal));
    assertThat(runs("export", "1", "--format", "csv", "--to", journal)).isEqualTo(1);
    assertThat(runs("show", "1", "--html", journal)).isEqualTo(1);
    assertThat(err.toString()).contains("journal.db is the journal itself: give another file");
    assertThat(Files.readAllBytes(Path.of(journal))).isEqualTo(before);
    try (Journal open = Journal.open(Path.of(journal))) {
      assertThat(open.runs()).isNotEmpty();
      assertThat(runs("show", "1", "--html", journal + "-wal")).isEqualTo(1);
      assertThat(err.toString()).contains("journal.db-wal is the journal itself");
    }
    if (Files.isWritable(Path.of("/dev/full"))) {
      assertThat(runs("export", "1", "--format", "csv", "--to", "/dev/full")).isEqualTo(1);
      assertThat(err.toString())
          .isEqualTo("cellwise: /dev/full is not written: No space left on device\n");
    }
    Path empty = Files.createDirectory(folder.resolve("empty"));
    for (Path taken : List.of(empty, Path.of("/"))) {
      assertThat(runs("show", "1", "--html", taken.toString())).isEqualTo(1);
      assertThat(err.toString())
          .isEqualTo("cellwise: " + taken + " is a folder: give a file in it\n");
      assertThat(taken).isDirectory();
    }
    String nowhere = folder.resolve("nowhere/run.html").toString();
    assertThat(runs("show", "1", "--html", nowhere)).isEqualTo(1);
    assertThat(err.toString())
        .contains(nowhere + " is in a folder that is not there: make it first");
    assertThat(runs("compare", "1", "1")).isEqualTo(2);
    assertThat(err.toString()).contains("RUN is [1, 1], one of them twice: give each once");
  }

  @Test
  void writesThroughALinkAndIntoADevice() throws IOException {
    assertThat(train("--steps", "1", "--batch", "2")).isZero();
    Path target = Files.createFile(folder.resolve("page.html"));
    Path link = Files.createSymbolicLink(folder.resolve("link.html"), target);
    assertThat(runs("show", "1", "--html", link.toString())).isZero();
    assertThat(link).isSymbolicLink();
    assertThat(target).content().contains("<html");
    Path device = Files.createSymbolicLink(folder.resolve("device"), Path.of("/dev/null"));
    assertThat(runs("export", "1", "--format", "csv", "--to", device.toString())).isZero();
    assertThat(device).isSymbolicLink();
    Files.delete(device);
  }

  @Test
  void findsRunsByAnyTag() {
    assertThat(train("--steps", "1", "--batch", "2")).isZero();
    assertThat(runs("note", "1", "--tag", "a \"q\" 'x', b")).isZero();
    assertThat(runs("list", "--tag", "a \"q\" 'x', b")).isZero();
    assertThat(out.toString()).contains("finished");
    assertThat(runs("list", "--tag", "b")).isZero();
    assertThat(out.toString()).doesNotContain("finished");
  }

  @Test
  void findsTagsOfARunWhoseNumberIsAnothersName() throws IOException {
    try (Journal journal = Journal.open(folder.resolve("journal.db"))) {
      journal.start("a", Map.of()).annotate().tag("mine");
      journal.start("1", Map.of()).annotate().tag("other");
      journal.start("number:1", Map.of());
    }
    assertThat(runs("list", "--tag", "mine")).isZero();
    assertThat(out.toString()).contains("  a  |").doesNotContain("  1  |  1  |");
    assertThat(runs("note", "1", "for which?")).isEqualTo(1);
    assertThat(err.toString()).contains("say which by [number:1, number:2]");
  }

  @Test
  void sortsByAPrecisionOnOneDataSet() throws IOException {
    Path file = folder.resolve("journal.db");
    assertThat(runs("list", "--sort", "-precision")).isEqualTo(1);
    try (Journal journal = Journal.open(file)) {
      journal.start("none", Map.of()).close();
      assertThat(runs("list", "--sort", "-precision")).isEqualTo(2);
      assertThat(err.toString())
          .startsWith(
              "cellwise: --sort is -precision, but no run has one: train with --eval-every");
      evaluated(journal, "poor", "photos", 6);
      evaluated(journal, "good", "photos", 8);
      journal.start("new", Map.of()).close();
    }
    assertThat(runs("list", "--sort", "-precision")).isZero();
    assertThat(out.toString().replaceAll("\\s+", " ")).matches(".* good .* poor .* new .* none .*");
    assertThat(runs("list", "--sort", "precision")).isZero();
    assertThat(out.toString().replaceAll("\\s+", " ")).matches(".* poor .* good .* new .* none .*");
    try (Journal journal = Journal.open(file)) {
      evaluated(journal, "easy", "drawings", 10);
    }
    assertThat(runs("list", "--sort", "-precision")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--sort is -precision, must be one of [run, ")
        .contains("precision on drawings, averaged, precision on drawings, raw");
    assertThat(runs("list", "--sort", "-precision on photos, averaged")).isZero();
    assertThat(out.toString().replaceAll("\\s+", " ")).matches(".* good .* poor .* easy .*");
  }

  private static void evaluated(Journal journal, String name, String data, int right) {
    int[][] confusion = {{right, 10 - right}, {0, 0}};
    Evaluation evaluation = new Evaluation(data, List.of("a", "b"), confusion);
    try (RunWriter run = journal.start(name, Map.of())) {
      run.evaluated(1, "averaged", evaluation).evaluated(1, "raw", evaluation);
    }
  }

  @Test
  void harmsNoOtherTrainingInTheSameFolder() throws IOException {
    assertThat(train("--steps", "1", "--batch", "2")).isZero();
    try (Closeable first = Checkpoints.in(run()).claim()) {
      assertThat(first).isNotNull();
      assertThat(train("--steps", "2", "--batch", "2")).isEqualTo(1);
      assertThat(train("--steps", "2", "--batch", "2", "--fresh", "--yes")).isEqualTo(1);
      assertThat(err.toString()).contains("is in use by process");
    }
    assertThat(run().resolve("step-1.safetensors")).exists();
    assertThat(runs("list")).isZero();
    assertThat(out.toString()).contains("finished").doesNotContain("failed");
  }

  @Test
  void trainsByTheFastRecipeAndGoesOnWithIt() throws IOException {
    assertThat(train("--recipe", "fast", "--steps", "5", "--batch", "4")).isZero();
    assertThat(train("--recipe", "FAST", "--steps", "6", "--batch", "4")).isZero();
    assertThat(err.toString())
        .contains("step-5.safetensors, after 5 steps")
        .containsPattern("learning_rate was \\S+, is \\S+");
    assertThat(eval()).isZero();
    assertThat(out.toString()).startsWith("precision @ 1 = ");
    assertThat(train("--recipe", "tutorial", "--steps", "9", "--batch", "4")).isEqualTo(1);
    assertThat(err.toString())
        .contains("step-6.safetensors has", "it is of another network")
        .contains("--recipe is tutorial: give the one it was trained by, fast");
    assertThat(train("--recipe", "slow", "--steps", "9")).isEqualTo(2);
    assertThat(err.toString()).contains("slow is not a recipe, must be one of [tutorial, fast]");
  }

  @Test
  void trainsOnWhenItCannotSaveAndSaysSo() throws IOException {
    Files.createDirectories(run().resolve("step-2.safetensors/in the way"));
    assertThat(train("--steps", "2", "--batch", "2")).isEqualTo(1);
    assertThat(out.toString()).contains(": step 0, loss = ");
    assertThat(err.toString())
        .contains("cellwise: not saved, training goes on: ")
        .endsWith("cellwise: the last steps are not kept in " + run() + "\n");
  }

  @Test
  void keepsAJournal() throws IOException {
    Path journal = folder.resolve("journal.db");
    assertThat(train("--steps", "3", "--batch", "2", "--eval-every", "3")).isZero();
    assertThat(train("--steps", "12", "--batch", "2")).isZero();
    assertThat(runs("list")).isZero();
    assertThat(out.toString()).contains("run  |  name  |", "finished", "|         10  |");
    assertThat(out.toString().lines().filter(line -> line.contains("finished"))).hasSize(1);

    assertThat(runs("note", "run", "looks *good*", "--step", "2", "--tag", "t")).isZero();
    assertThat(runs("note", "1", "--verdict", "keep")).isZero();
    assertThat(runs("note", "run")).isEqualTo(2);
    assertThat(err.toString()).contains("nothing to write: give TEXT, --tag or --verdict");
    assertThat(runs("show", "run")).isZero();
    assertThat(out.toString())
        .startsWith("# run\n")
        .contains("looks *good*", "Tags: t", "**Verdict:** keep", "| seed | 1 |", "| steps | 12 |")
        .contains("| data set | data |")
        .contains("after 3 steps, data test, averaged", "| checkpoints |", "| events |");
    Path page = folder.resolve("page.html");
    assertThat(runs("show", "run", "--html", page.toString())).isZero();
    assertThat(page).content().contains("<em>good</em>");

    assertThat(
            execute(
                "train",
                "--data",
                data.toString(),
                "--run",
                folder + "/other",
                "--steps",
                "1",
                "--batch",
                "4"))
        .isZero();
    assertThat(runs("compare", "run", "other", "--html", page.toString())).isZero();
    assertThat(out.toString()).contains("batch size", "2 other");
    assertThat(runs("list", "--tag", "t", "--sort", "-precision")).isZero();
    assertThat(out.toString()).contains("run").doesNotContain("other");
    assertThat(runs("list", "--sort", "beauty")).isEqualTo(2);
    assertThat(runs("export", "run", "--format", "csv", "--to", folder + "/run.csv")).isZero();
    assertThat(folder.resolve("run.csv")).content().startsWith("run,name,tag,step,value");
    assertThat(runs("rm", "other", "--yes")).isZero();
    assertThat(runs("show", "other")).isEqualTo(1);
    assertThat(err.toString()).contains("has no run \"other\"");
    assertThat(execute("runs", "list", "--journal", folder + "/nowhere.db")).isEqualTo(1);
    assertThat(err.toString()).contains("nowhere.db: no journal there: train first");
    assertThat(journal).exists();
  }

  private int runs(String... more) {
    return execute(
        concat(
            List.of("runs", more[0], "--journal", folder.resolve("journal.db").toString()),
            Arrays.copyOfRange(more, 1, more.length)));
  }

  @Test
  void saysInOneLineWhatFailed() {
    assertThat(execute("eval", "--data", data.toString(), "--run", "nowhere")).isEqualTo(1);
    assertThat(err.toString())
        .endsWith("\ncellwise: nowhere has no checkpoint: train first, with this folder\n");
    assertThat(execute("eval", "--data", "no/such", "--run", "nowhere")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "cellwise: no/such is no folder, nor one of shapes10, digits, cifar10, cifar100,"
                + " cifar100-coarse, mnist\n");
    assertThat(train("--steps", "1", "--batch", "51")).isEqualTo(1);
    assertThat(err.toString())
        .endsWith(
            "cellwise: batchSize is 51, more than data train (50 pictures): pass a smaller batch\n");
    assertThat(Files.exists(run())).isFalse();
  }

  @Test
  void findsBeforeTheFirstStepThatItCannotWrite() throws IOException {
    Files.writeString(run(), "a file where the folder should be");
    assertThat(train("--steps", "1", "--batch", "2")).isEqualTo(1);
    assertThat(err.toString()).contains("cellwise: " + run() + ": not directory");
    assertThat(out.toString()).isEmpty();
    assertThat(run()).hasContent("a file where the folder should be");
  }

  @Test
  void saysInOneLineWhatIsWrongUsage() {
    assertThat(train("--steps", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--steps is 0").contains("cellwise train --help");
    assertThat(train("--steps", "1", "--batch", "4", "--towers", "3")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--towers is 3, must be positive and a divisor of --batch, which is 4");
    assertThat(train("--steps", "1", "--towers", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--towers is 0");
    assertThat(train("--steps", "1", "--checkpoint-steps", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--checkpoint-steps: n is 0, must be positive");
    assertThat(train("--steps", "1", "--checkpoint-steps", "1", "--checkpoint-secs", "1"))
        .isEqualTo(2);
    assertThat(train("--steps", "many")).isEqualTo(2);
    assertThat(execute("train", "--data", "shapes10", "--run", "/", "--steps", "1")).isEqualTo(2);
    assertThat(err.toString()).contains("--run is /, must be a folder with a name");
    assertThat(execute("train", "--data", "shapes10", "--run", "", "--steps", "1")).isEqualTo(2);
    assertThat(err.toString()).contains("'--run': it is empty, must name a file or folder");
    assertThat(execute("eval", "--data", "", "--run", "runs")).isEqualTo(2);
    assertThat(err.toString()).contains("--data is empty, must be shapes10, digits, cifar10");
    assertThat(execute("runs", "list", "--journal", "/")).isEqualTo(1);
    assertThat(err.toString()).startsWith("cellwise: / is a folder: give a file in it");
    assertThat(execute("train")).isEqualTo(2);
    assertThat(execute("fly")).isEqualTo(2);
    assertThat(execute("kernel", "install")).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1);
  }

  @Test
  void trainsOnAFolderOfPicturesAndSaysThatItIsOne() throws IOException {
    Path shapes = folder.resolve("shapes");
    Split drawn = Shapes10.open(10).train();
    for (int i = 0; i < 20; i++) {
      String name = drawn.classes().get(drawn.picture(i).label());
      Path into = Files.createDirectories(shapes.resolve(name)).resolve(i + ".png");
      Files.move(png(drawn.picture(i), "one.png"), into);
    }
    data = shapes;
    assertThat(train("--steps", "2", "--batch", "4")).isZero();
    assertThat(err.toString())
        .startsWith(shapes + " holds a folder of pictures for each class\n")
        .contains("Training on shapes: 10 pictures to train on, 10 to test on, 10 classes");
    assertThat(eval()).isZero();
    assertThat(out.toString()).matches("precision @ 1 = 0\\.\\d00\n");
    data = folder;
    assertThat(eval()).isEqualTo(1);
    assertThat(err.toString())
        .contains("cellwise: " + folder.resolve("data") + " has no picture (jpg, jpeg, jpe")
        .hasLineCount(2);
  }

  @Test
  void helpsAndCompletes() {
    assertThat(execute("train", "--help")).isZero();
    assertThat(out.toString()).contains("Usage: cellwise train", "--eval-every");
    assertThat(execute("generate-completion")).isZero();
    assertThat(out.toString()).contains("_complete_cellwise", "shapes10");
  }

  private Path run() {
    return folder.resolve("run");
  }

  private int train(String... more) {
    return execute(
        concat(List.of("train", "--data", data.toString(), "--run", run().toString()), more));
  }

  private int answering(String answer, String... more) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)));
    try {
      return train(more);
    } finally {
      System.setIn(before);
    }
  }

  private int eval(String... more) {
    return execute(
        concat(List.of("eval", "--data", data.toString(), "--run", run().toString()), more));
  }

  private int execute(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private static String[] concat(List<String> first, String... more) {
    return Stream.concat(first.stream(), Arrays.stream(more)).toArray(String[]::new);
  }

  private void write(String name, Split split) throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (var picture : split.first(split.size())) {
      bytes.write(picture.label());
      bytes.write(picture.planes());
    }
    Files.write(data.resolve(name), bytes.toByteArray());
  }
}
