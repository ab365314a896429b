package cellwise.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import cellwise.Tutorial;
import cellwise.average.RunningMean;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import cellwise.data.Picture;
import cellwise.data.Pictures;
import cellwise.data.Records;
import cellwise.loss.L2Penalty;
import cellwise.loss.TotalLoss;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.optim.ExponentialDecay;
import cellwise.optim.GradientDescent;
import cellwise.optim.LearningRate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir Path folder;

  @Test
  void bringBackEverythingBitForBit() throws IOException {
    try (Tutorial trained = new Tutorial(8, 1);
        Tutorial fresh = new Tutorial(8, 1)) {
      trained.session.run(3);
      TrainingState kept = state(trained);
      kept.losses().update(Map.of("total_loss", 4.68f, "cross_entropy", 2.3f));
      Checkpoints.in(folder).save(kept, 3);

      TrainingState back = state(fresh);
      Resumption resumption = new CheckpointFolder(folder).resume(back);
      assertThat(resumption.step()).isEqualTo(3);
      assertThat(resumption)
          .hasToString("going on from %s/step-3.safetensors, after 3 steps".formatted(folder));
      assertThat(back.batches().position()).isEqualTo(3);
      assertThat(back.losses().means()).isEqualTo(kept.losses().means()).hasSize(2);
      Map<String, NDArray> arrays = TrainingState.arrays(fresh.net, List.of(fresh.averages));
      TrainingState.arrays(trained.net, List.of(trained.averages))
          .forEach((name, array) -> assertThat(arrays.get(name)).as(name).isEqualTo(array));
      assertThat(fresh.averages.values().get("conv1/weights"))
          .isNotEqualTo(fresh.net.variable("conv1/weights"));
    }
  }

  @Test
  void bringBackWhatAnEvaluationNeeds() throws IOException {
    try (Tutorial trained = new Tutorial(8, 1);
        Tutorial fresh = new Tutorial(4, 2)) {
      trained.session.run(2);
      Checkpoints.in(folder).save(state(trained), 2);
      try (SavedState saved = new CheckpointFolder(folder).open(new ArrayList<>())) {
        assertThat(saved.checkpoint().step()).isEqualTo(2);
        saved.restore(fresh.net);
        assertThat(fresh.net.variable("local4/weights"))
            .isEqualTo(trained.net.variable("local4/weights"));
        saved.restoreAveraged(fresh.net);
        assertThat(fresh.net.variable("local4/weights"))
            .isEqualTo(trained.averages.values().get("local4/weights"));
      }
    }
  }

  @Test
  void areSavedWithAScheduleThatHasAnEnd() throws IOException {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      LearningRate ending =
          step -> {
            if (step > 2) {
              throw new IllegalArgumentException("step is " + step + ", must be at most 2");
            }
            return 0.1f;
          };
      TrainingState state =
          new TrainingState(
              tutorial.net,
              tutorial.loss,
              List.of(tutorial.averages),
              new RunningMean(0.9f),
              tutorial.train,
              GradientDescent.of(ending));
      Checkpoints.in(folder).save(state, 3); // after the last step, which is number 2
      assertThat(new CheckpointFolder(folder).resume(state).differences()).isEmpty();
    }
  }

  /** Bytes count, of which a letter may have three: a file's header has room for 1 MiB. */
  @Test
  void refuseNamesOfClassesThatNoFileHasRoomFor() throws IOException {
    String longName = "猫".repeat(170_000);
    Pictures pictures =
        Pictures.of("Long", List.of("a", longName), records("train", 4), records("test", 2));
    try (Network net = CifarNet.build(1, 1, 2);
        Batches train = pictures.train().stream(2, Distortion.evaluation(), 1)) {
      TrainingState state =
          new TrainingState(
              net,
              TotalLoss.of(new SoftmaxCrossEntropyLoss()),
              List.of(),
              new RunningMean(0.9f),
              train,
              GradientDescent.of(step -> 0.1f));
      assertThatThrownBy(() -> new CheckpointFolder(folder).resume(state))
          .hasMessage(
              "the names of Long's 2 classes have 510008 bytes together, must have at most 500000 to be kept in a checkpoint: give shorter ones");
    }
  }

  private static Records records(String source, int count) {
    return Records.of(
        source,
        IntStream.range(0, count)
            .mapToObj(i -> new Picture(i % 2, 32, 32, new byte[1024]))
            .toList());
  }

  @Test
  void areEqualFilesForEqualStates() throws IOException {
    try (Tutorial tutorial = new Tutorial(8, 1)) {
      Path one = Checkpoints.in(folder.resolve("a")).save(state(tutorial), 5).file();
      Path two = Checkpoints.in(folder.resolve("b")).save(state(tutorial), 5).file();
      assertThat(two).hasSameBinaryContentAs(one);
    }
  }

  @Test
  void keepTheNewestFive() throws IOException {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      for (int step = 8; step <= 14; step++) {
        Checkpoints.in(folder).save(state(tutorial), step);
      }
      assertThat(steps()).containsExactly(10L, 11L, 12L, 13L, 14L);
      Checkpoints.in(folder).keepingLast(2).save(state(tutorial), 15);
      assertThat(steps()).containsExactly(14L, 15L);
    }
  }

  @Test
  void keepTheFirstOfEachPeriodToo() throws IOException {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      Checkpoints checkpoints =
          Checkpoints.in(folder).keepingLast(1).keepingOneEvery(Duration.ofHours(2));
      for (int hour = 0; hour < 6; hour++) {
        Path file = Checkpoints.in(folder).keepingLast(9).save(state(tutorial), hour).file();
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(hour * 3600L)));
      }
      checkpoints.save(state(tutorial), 6);
      assertThat(steps()).containsExactly(0L, 2L, 4L, 6L);
    }
  }

  @Test
  void passOverBrokenOnesAndSayWhy() throws IOException {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      Checkpoints checkpoints = Checkpoints.in(folder);
      checkpoints.save(state(tutorial), 1);
      Path flipped = checkpoints.save(state(tutorial), 2).file();
      Path cut = checkpoints.save(state(tutorial), 3).file();
      byte[] bytes = Files.readAllBytes(flipped);
      bytes[bytes.length - 5] ^= 4;
      Files.write(flipped, bytes);
      Files.write(cut, new byte[0]);
      Files.copy(folder.resolve("step-1.safetensors"), folder.resolve("step-4.safetensors"));

      Resumption resumption = checkpoints.folder().resume(state(tutorial));
      assertThat(resumption.step()).isEqualTo(1);
      assertThat(resumption.passedOver()).hasSize(3);
      assertThat(resumption.passedOver().get(0))
          .endsWith(
              "step-4.safetensors is of step 1: it has another one's name, or was made by hand");
      assertThat(resumption.passedOver().get(1))
          .endsWith(
              "step-3.safetensors cannot be read as safetensors: it has 0 bytes, a header alone has more");
      assertThat(resumption.passedOver().get(2)).contains("step-2.safetensors", "its CRC-32C is");
      assertThat(resumption.toString().lines()).hasSize(4);

      checkpoints.save(state(tutorial), 2);
      assertThat(steps()).containsExactly(1L, 2L);
      assertThat(folder.resolve("step-3.safetensors.broken")).isEmptyFile();
    }
  }

  @Test
  void areNotThrownAwayForAFreshStartWhenAllAreBroken() throws IOException {
    Files.writeString(folder.resolve("step-7.safetensors"), "no tensors in here");
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      assertThatThrownBy(() -> new CheckpointFolder(folder).resume(state(tutorial)))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("no checkpoint in " + folder + " can be read: ")
          .hasMessageEndingWith("move them away to start anew");
    }
    assertThat(folder.resolve("step-7.safetensors")).hasContent("no tensors in here");
  }

  @Test
  void refuseOtherBatches() throws IOException {
    try (Tutorial tutorial = new Tutorial(2, 1);
        Tutorial other = new Tutorial(4, 2)) {
      Checkpoints.in(folder).save(state(tutorial), 1);
      float[] before = other.net.variable("conv1/weights").toFloatArray();
      assertThatThrownBy(() -> new CheckpointFolder(folder).resume(state(other)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(
              "step-1.safetensors is of a run with other batches (batch_size was 2, is 4, seed was 1, is 2, first_batch_crc32c was ");
      assertThat(other.net.variable("conv1/weights").toFloatArray()).isEqualTo(before);
    }
  }

  @Test
  void tellWhatElseIsNotAsItWas() throws IOException {
    try (Tutorial tutorial = new Tutorial(2, 1);
        Tutorial other = new Tutorial(2, 1, 0.05f)) {
      Checkpoints.in(folder).save(state(tutorial), 1);
      assertThat(new CheckpointFolder(folder).resume(state(other)).differences())
          .contains("learning_rate was 0.1, is 0.05");
    }
  }

  @Test
  void tellThatTheLossOrALaterRateIsNotAsItWas() throws IOException {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      Checkpoints.in(folder).save(state(tutorial), 1);
      TotalLoss loss =
          TotalLoss.of(new SoftmaxCrossEntropyLoss("cross_entropy"))
              .plus(L2Penalty.on("local3", 0));
      GradientDescent sooner = GradientDescent.of(ExponentialDecay.staircase(0.1f, 0.1f, 500));
      TrainingState other =
          new TrainingState(
              tutorial.net,
              loss,
              List.of(tutorial.averages),
              new RunningMean(0.9f),
              tutorial.train,
              sooner);
      assertThat(new CheckpointFolder(folder).resume(other).differences())
          .contains(
              "loss was cross_entropy + local3/weight_loss (0.004) + local4/weight_loss (0.004),"
                  + " is cross_entropy + local3/weight_loss (0.0)",
              "learning_rate_at_1000 was 0.010000001, is 0.001")
          .noneMatch(difference -> difference.startsWith("learning_rate was"));
    }
  }

  @Test
  void refuseAPlaceInThePicturesThatNoTrainingComesTo() throws IOException {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      TrainingState state = state(tutorial);
      Path file = folder.resolve("step-1.safetensors");
      float[] before = tutorial.net.variable("conv1/biases").toFloatArray();
      for (long position : new long[] {1L << 60, 1L << 62, Long.MAX_VALUE}) {
        Map<String, Tensor> tensors = state.tensors(1);
        tensors.put(TrainingState.POSITION, Tensor.of(position));
        tensors.put("conv1/biases", Tensor.of(tutorial.net.variable("conv1/biases").add(1)));
        Safetensors.write(file, Fingerprint.of(state, 1).text(), tensors);
        assertThatThrownBy(() -> new CheckpointFolder(folder).resume(state))
            .isInstanceOf(IOException.class)
            .hasMessageContaining(file + " has " + position + " for batches/position");
        assertThat(tutorial.net.variable("conv1/biases").toFloatArray()).isEqualTo(before);
      }
    }
  }

  @Test
  void neverSaveNumbersThatAreNone() throws IOException {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      Checkpoints.in(folder).save(state(tutorial), 1);
      tutorial.net.variable("local3/biases").set(new float[384]);
      tutorial.net.variable("local3/biases").divi(0f);
      assertThatThrownBy(() -> Checkpoints.in(folder).save(state(tutorial), 2))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith(
              "local3/biases has numbers that are NaN or infinite after 2 steps: the model diverged");
      assertThat(steps()).containsExactly(1L);
    }
  }

  @Test
  void clearWhatAKilledProcessLeftBehind() throws IOException {
    Path part = folder.resolve("step-9.safetensors.part");
    Files.writeString(part, "half of it");
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      assertThat(new CheckpointFolder(folder).resume(state(tutorial))).hasToString("starting anew");
      Checkpoints.in(folder).save(state(tutorial), 1);
      assertThat(part).doesNotExist();
    }
  }

  @Test
  void leaveWhatIsThereWhenOneCannotBeWritten() throws IOException {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      Path one = Checkpoints.in(folder).save(state(tutorial), 1).file();
      byte[] before = Files.readAllBytes(one);
      Files.createDirectories(folder.resolve("step-2.safetensors/in the way"));
      assertThatThrownBy(() -> Checkpoints.in(folder).save(state(tutorial), 2))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("step-2.safetensors");
      assertThat(one).hasBinaryContent(before);
      assertThat(folder.resolve("step-2.safetensors.part")).doesNotExist();
    }
  }

  @Test
  void belongToOneSessionAtATime() throws IOException {
    Checkpoints checkpoints = Checkpoints.in(folder.resolve("run"));
    try (Claim first = checkpoints.claim()) {
      assertThat(first).isNotNull();
      assertThatThrownBy(checkpoints::claim)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageMatching(
              ".*/run is in use by process %d on \\S+ since \\S+: wait for it, end it, or take another folder"
                  .formatted(ProcessHandle.current().pid()));
    }
    checkpoints.claim().close();
  }

  @Test
  void refuseAPeriodThatTheClockCannotTell() {
    assertThatThrownBy(() -> Checkpoints.in(folder).keepingOneEvery(Duration.ofNanos(1)))
        .hasMessage(
            "last is 5, must be positive; period is PT0.000000001S, must be a millisecond or more, or zero for none");
  }

  @Test
  void haveTheSameNamesInEveryLanguage() throws IOException {
    Locale before = Locale.getDefault();
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      Locale.setDefault(Locale.ROOT);
      Path plain = Checkpoints.in(folder.resolve("plain")).save(state(tutorial), 12).file();
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertThat("%d".formatted(12)).isEqualTo("\u0661\u0662");
      Checkpoints checkpoints = Checkpoints.in(folder);
      Path saved = checkpoints.save(state(tutorial), 12).file();
      assertThat(saved).hasFileName("step-12.safetensors").hasSameBinaryContentAs(plain);
      assertThat(checkpoints.folder().moveAside().getFileName().toString())
          .matches("before-[0-9-]+");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void areTakenOnceForSeveralRunsOfASession() throws IOException {
    Checkpoints checkpoints = Checkpoints.in(folder.resolve("run"));
    try (Claim first = checkpoints.claim();
        Tutorial tutorial = new Tutorial(2, 1)) {
      tutorial.session.keptIn(checkpoints.everySteps(1).heldBy(first));
      tutorial.session.run(1);
      tutorial.session.run(1);
      assertThat(folder.resolve("run/step-2.safetensors")).exists();
      assertThatThrownBy(checkpoints::claim).isInstanceOf(IllegalStateException.class);
    }
    checkpoints.claim().close();
  }

  @Test
  void moveAsideForAFreshStart() throws IOException {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      Checkpoints checkpoints = Checkpoints.in(folder);
      checkpoints.save(state(tutorial), 1);
      Path aside = checkpoints.folder().moveAside();
      assertThat(aside.getFileName().toString()).startsWith("before-20");
      assertThat(aside.resolve("step-1.safetensors")).exists();
      assertThat(checkpoints.folder().all()).isEmpty();
    }
  }

  @Test
  void sayWhatIsWrongWithTheirNumbers() {
    Checkpoints checkpoints = Checkpoints.in(folder);
    assertThatThrownBy(() -> checkpoints.everySteps(0)).hasMessage("n is 0, must be positive");
    assertThatThrownBy(() -> checkpoints.everySeconds(Double.NaN))
        .hasMessage("interval is NaN, must be positive");
    assertThatThrownBy(() -> checkpoints.keepingLast(0)).hasMessageStartingWith("last is 0");
  }

  @Test
  void areDueByStepsOrBySeconds() {
    Checkpoints checkpoints = Checkpoints.in(folder);
    assertThat(checkpoints.isDue(100, 599)).isFalse();
    assertThat(checkpoints.isDue(100, 600)).isTrue();
    assertThat(checkpoints.everySteps(50).isDue(100, 0)).isTrue();
    assertThat(checkpoints.everySteps(30).isDue(100, 1e6)).isFalse();
    assertThat(checkpoints.everySeconds(0.5).isDue(7, 0.6)).isTrue();
  }

  private static TrainingState state(Tutorial tutorial) {
    return new TrainingState(
        tutorial.net,
        tutorial.loss,
        List.of(tutorial.averages),
        new RunningMean(0.9f),
        tutorial.train,
        tutorial.sgd);
  }

  private List<Long> steps() throws IOException {
    assertThat(Stream.of(folder.toFile().list())).noneMatch(name -> name.endsWith(".part"));
    return new CheckpointFolder(folder).all().stream().map(Checkpoint::step).toList();
  }
}
