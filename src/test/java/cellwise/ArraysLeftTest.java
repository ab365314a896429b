package cellwise;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import cellwise.average.MovingAverages;
import cellwise.checkpoint.CheckpointFolder;
import cellwise.checkpoint.Checkpoints;
import cellwise.checkpoint.SavedState;
import cellwise.cluster.Towers;
import cellwise.data.Batch;
import cellwise.eval.Evaluation;
import cellwise.eval.Prediction;
import cellwise.eval.TrainedNetwork;
import cellwise.model.CifarNet;
import cellwise.model.LayerCosts;
import cellwise.optim.Gradients;
import cellwise.optim.Momentum;
import cellwise.show.PictureGrid;
import cellwise.summary.Histogram;
import cellwise.summary.Image;
import cellwise.summary.Summaries;
import cellwise.train.Hook;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the library does, it leaves no array in the engine's memory. */
class ArraysLeftTest {
  @TempDir static Path folder;
  private static Tutorial tutorial;
  private static Batch batch;
  private static Gradients gradients;

  private interface Use {
    void once() throws Exception;
  }

  private record Named(String name, Use use) {
    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void open() {
    tutorial = new Tutorial(4, 1);
    batch = tutorial.train.next();
    gradients = Gradients.compute(tutorial.net, tutorial.loss, batch);
  }

  @AfterAll
  static void close() {
    tutorial.close();
  }

  static Stream<Named> uses() {
    return Stream.of(
        new Named("a network", () -> CifarNet.build(1).close()),
        new Named("a copy of one", () -> tutorial.net.copyTo(Device.cpu()).close()),
        new Named("its layers", () -> LayerCosts.of(tutorial.net)),
        new Named("averages", () -> MovingAverages.of(tutorial.net, 0.5f).close()),
        new Named("an update of averages", () -> tutorial.averages.update(1)),
        new Named("averages swapped in", () -> tutorial.averages.swapIn(() -> "looked at")),
        new Named("momentum", () -> Momentum.of(tutorial.net, step -> 0.1f, 0.9f).close()),
        new Named("gradients", () -> Gradients.compute(tutorial.net, tutorial.loss, batch).close()),
        new Named("their mean", () -> Gradients.average(List.of(gradients, gradients)).close()),
        new Named("their application", () -> gradients.apply(tutorial.sgd, 0)),
        new Named("their losses", () -> gradients.losses()),
        new Named("predictions", () -> Prediction.of(tutorial.net, tutorial.pictures.test())),
        new Named(
            "a prediction",
            () -> Prediction.of(tutorial.net, tutorial.pictures.test().picture(0).pixels())),
        new Named(
            "an evaluation",
            () -> Evaluation.of(tutorial.net, tutorial.averages, tutorial.pictures.test())),
        new Named("halves of a batch", () -> batch.split(2).forEach(Batch::close)),
        new Named("images", () -> Image.of("images", batch.images(), 3)),
        new Named("a histogram", () -> Histogram.of("h", tutorial.net.variable("conv1/weights"))),
        new Named("summaries of variables", () -> Summaries.variables(tutorial.net)),
        new Named("summaries of gradients", () -> Summaries.gradients(gradients.values())),
        new Named(
            "summaries of activations", () -> Summaries.activations(tutorial.net, batch.images())),
        new Named(
            "pictures of filters",
            () -> PictureGrid.filters("f", tutorial.net.variable("conv1/weights"))),
        new Named("pictures of maps", ArraysLeftTest::maps),
        new Named(
            "steps with all summaries",
            () -> tutorial.session.run(2, Hook.summaries(1, (step, all) -> {}))),
        new Named(
            "steps of towers", () -> tutorial.session.with(Towers.of(2, tutorial.net)).run(2)),
        new Named("checkpoints", ArraysLeftTest::checkpoints),
        new Named("a trained network", ArraysLeftTest::trained));
  }

  private static void maps() {
    try (NDManager scope = NDManager.newBaseManager()) {
      PictureGrid.maps("m", scope.ones(new Shape(1, 3, 4, 4)));
    }
  }

  private static void checkpoints() throws Exception {
    try (Tutorial other = new Tutorial(4, 1)) {
      other.session.keptIn(Checkpoints.in(folder)).run(1);
    }
    try (SavedState saved = new CheckpointFolder(folder).open(new ArrayList<>())) {
      saved.restore(tutorial.net);
    }
  }

  private static void trained() throws Exception {
    try (TrainedNetwork trained = TrainedNetwork.open(folder)) {
      trained.evaluate(tutorial.pictures.test());
      Prediction.of(trained.net(), tutorial.pictures.test().picture(0).pixels());
    }
  }

  @ParameterizedTest
  @MethodSource("uses")
  void leavesNone(Named use) throws Exception {
    use.use().once();
    long before = LiveArrays.count(batch.images());
    for (int i = 0; i < 3; i++) {
      use.use().once();
    }
    assertThat(LiveArrays.count(batch.images())).isEqualTo(before);
  }

  /** The count itself: it sees an array in a scope that is open, and not one that is closed. */
  @Test
  void countsWhatIsOpen() {
    long before = LiveArrays.count(batch.images());
    assertThat(countOfOneMore()).isEqualTo(before + 1);
    assertThat(LiveArrays.count(batch.images())).isEqualTo(before);
  }

  /** A method of its own, since its variable holds the array until it returns. */
  private static long countOfOneMore() {
    try (NDManager scope = NDManager.newBaseManager()) {
      return LiveArrays.count(scope.ones(new Shape(2)));
    }
  }
}
