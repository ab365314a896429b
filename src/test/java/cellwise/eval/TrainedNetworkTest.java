package cellwise.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import cellwise.Mutations;
import cellwise.TinyNetwork;
import cellwise.Tutorial;
import cellwise.checkpoint.Checkpoints;
import cellwise.data.Batch;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import cellwise.data.Picture;
import cellwise.data.Pictures;
import cellwise.data.Records;
import cellwise.data.Shapes10;
import cellwise.data.Split;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.optim.GradientDescent;
import cellwise.recipe.Recipe;
import cellwise.train.Session;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainedNetworkTest {
  @TempDir Path folder;

  /** Shares compared with the engine's softmax, their order with its argsort. */
  @Test
  void guessesByTheAveragesWhatAFileShows() throws IOException {
    try (Tutorial tutorial = new Tutorial(8, 1)) {
      tutorial.session.keptIn(Checkpoints.in(folder)).run(3);
      Split test = tutorial.pictures.test();
      float[] shares = tutorial.averages.swapIn(() -> shares(tutorial.net, test, 7));
      try (TrainedNetwork trained = TrainedNetwork.open(folder)) {
        assertThat(trained.remarks()).isEmpty();
        assertThat(trained)
            .hasToString(
                "CifarNet trained on Shapes-10: %s/step-3.safetensors, after 3 steps"
                    .formatted(folder));
        assertGuesses(trained.guess(png(test.picture(7))), shares, test.classes());
        assertThat(trained.evaluate(test).confusion())
            .isDeepEqualTo(Evaluation.of(tutorial.net, tutorial.averages, test).confusion());
      }
      try (TrainedNetwork raw = TrainedNetwork.openRaw(folder)) {
        float[] rawShares = shares(tutorial.net, test, 7);
        assertThat(rawShares).isNotEqualTo(shares);
        assertGuesses(raw.guess(png(test.picture(7))), rawShares, test.classes());
      }
    }
  }

  private static float[] shares(Network net, Split pictures, int index) {
    try (Batches whole = pictures.inOrder(50, Distortion.evaluation());
        Batch batch = whole.next()) {
      return net.logits(batch.images(), false).softmax(1).get(index).toFloatArray();
    }
  }

  private static void assertGuesses(List<Guess> guesses, float[] shares, List<String> classes) {
    List<Integer> order =
        IntStream.range(0, shares.length)
            .boxed()
            .sorted((a, b) -> Float.compare(shares[b], shares[a]))
            .toList();
    assertThat(guesses).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertThat(guesses.get(i).name()).isEqualTo(classes.get(order.get(i)));
      assertThat(guesses.get(i).share()).isCloseTo(shares[order.get(i)], within(1e-6f));
    }
  }

  @Test
  void readsAPictureInGreyForANetworkThatLearntSuch() throws IOException {
    Pictures grey = grey();
    try (Network net = CifarNet.build(1, 1, 2);
        Batches train = grey.train().stream(4, Distortion.evaluation(), 1)) {
      Session.of(net, Recipe.crossEntropy(), GradientDescent.of(step -> 0.1f), train)
          .keptIn(Checkpoints.in(folder))
          .run(2);
      try (TrainedNetwork trained = TrainedNetwork.open(folder)) {
        assertThat(trained.remarks())
            .containsExactly(
                folder + "/step-2.safetensors has no averages: its variables are as trained");
        Picture picture = grey.test().picture(3);
        assertThat(trained.read(png(picture)).values())
            .containsExactly(picture.pixels().values(), within(1e-3f));
        float[] expected = Prediction.of(net, grey.test()).get(3).logits();
        assertThat(Prediction.of(trained.net(), trained.read(png(picture))).logits())
            .containsExactly(expected, within(1e-4f));
      }
    }
  }

  private static Pictures grey() {
    Random random = new Random(1);
    List<Picture> pictures = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      byte[] plane = new byte[28 * 28];
      random.nextBytes(plane);
      pictures.add(new Picture(i % 2, 28, 28, plane));
    }
    Records records = Records.of("drawn by the test", pictures);
    return Pictures.of("Grey", List.of("dark", "bright"), records, records);
  }

  @Test
  void saysWhichNetworkItIsThatItCannotBuild() throws IOException {
    Pictures pictures = Shapes10.open(50);
    try (TinyNetwork tiny = new TinyNetwork(pictures)) {
      tiny.session.keptIn(Checkpoints.in(folder)).run(2);
      assertThatThrownBy(() -> TrainedNetwork.open(folder))
          .isInstanceOf(IOException.class)
          .hasMessage(
              folder
                  + "/step-2.safetensors is of a network that is called built in code and has the layers pool, linear, those that can be built by their name are [CifarNet, VggNet]: open it in Java, with TrainedNetwork.open(folder, network)");
      try (TrainedNetwork trained = TrainedNetwork.open(folder, TinyNetwork::build)) {
        assertThat(trained.evaluate(pictures.test()).confusion())
            .isDeepEqualTo(Evaluation.of(tiny.net, tiny.averages, pictures.test()).confusion());
      }
      assertThatThrownBy(() -> TrainedNetwork.open(folder, CifarNet::build))
          .hasMessageContaining("step-2.safetensors has nothing for conv1/weights");
    }
  }

  @Test
  void passesOverABrokenOneAndTellsSo() throws IOException {
    try (TinyNetwork tiny = new TinyNetwork(Shapes10.open(50))) {
      tiny.session.keptIn(Checkpoints.in(folder).everySteps(1)).run(2);
    }
    Path newest = folder.resolve("step-2.safetensors");
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length - 3] ^= 1;
    Files.write(newest, bytes);
    try (TrainedNetwork trained = TrainedNetwork.open(folder, TinyNetwork::build)) {
      assertThat(trained.checkpoint().step()).isEqualTo(1);
      assertThat(trained.remarks()).hasSize(1);
      assertThat(trained.remarks().get(0)).contains("step-2.safetensors", "its CRC-32C is");
    }
  }

  @Test
  void refusesPicturesOfOtherClasses() throws IOException {
    try (TinyNetwork tiny = new TinyNetwork(Shapes10.open(50))) {
      tiny.session.keptIn(Checkpoints.in(folder)).run(1);
    }
    Pictures grey = grey();
    try (TrainedNetwork trained = TrainedNetwork.open(folder, TinyNetwork::build)) {
      assertThatThrownBy(() -> trained.evaluate(grey.test()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "class 0 of Grey test is dark, %s/step-1.safetensors was trained on Shapes-10, where it is %s: take pictures of the same classes",
              folder, Shapes10.open(1).classes().get(0));
    }
  }

  @Test
  void isReadRightOrRefusedHoweverItsFileIsBroken() throws IOException {
    Path file = folder.resolve("step-1.safetensors");
    try (TinyNetwork tiny = new TinyNetwork(Shapes10.open(50))) {
      tiny.session.keptIn(Checkpoints.in(folder)).run(1);
    }
    byte[] whole = Files.readAllBytes(file);
    Mutations mutations = new Mutations(2);
    for (int i = 0; i < Mutations.COUNT; i++) {
      byte[] bytes = mutations.of(whole);
      seal(bytes);
      Files.write(file, bytes);
      Mutations.isRead(
          file.toString(),
          bytes.length,
          () -> TrainedNetwork.open(folder, TinyNetwork::build).close());
    }
  }

  /** So that what it tells is looked at, and not its checksum alone. */
  private static void seal(byte[] bytes) {
    int at = 8 + "{\"__metadata__\":{\"crc32c\":\"".length();
    if (bytes.length >= at + 8) {
      System.arraycopy("00000000".getBytes(StandardCharsets.UTF_8), 0, bytes, at, 8);
      CRC32C crc = new CRC32C();
      crc.update(bytes);
      byte[] hex = "%08x".formatted(crc.getValue()).getBytes(StandardCharsets.UTF_8);
      System.arraycopy(hex, 0, bytes, at, 8);
    }
  }

  private Path png(Picture picture) throws IOException {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < picture.height(); row++) {
      for (int column = 0; column < picture.width(); column++) {
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
          int plane = picture.channels() == 1 ? 0 : channel;
          rgb = rgb << 8 | picture.value(plane, row, column);
        }
        image.setRGB(column, row, rgb);
      }
    }
    Path file = folder.resolve("picture.png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }
}
