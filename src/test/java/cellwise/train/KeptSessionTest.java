package cellwise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import cellwise.Tutorial;
import cellwise.average.MovingAverages;
import cellwise.checkpoint.Checkpoint;
import cellwise.checkpoint.Checkpoints;
import cellwise.checkpoint.SavedState;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import cellwise.data.Shapes10;
import cellwise.data.Shard;
import cellwise.loss.TotalLoss;
import cellwise.model.Network;
import cellwise.model.VggNet;
import cellwise.optim.GradientDescent;
import cellwise.optim.Momentum;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptSessionTest {
  @TempDir Path folder;

  @Test
  void goesOnAsIfNothingHadHappened() throws IOException {
    List<Map<String, Float>> whole = new ArrayList<>();
    try (Tutorial tutorial = new Tutorial(8, 1)) {
      tutorial.session.with(losses(whole)).keptIn(Checkpoints.in(folder.resolve("whole"))).run(7);
    }
    List<Map<String, Float>> parts = new ArrayList<>();
    Checkpoints checkpoints = Checkpoints.in(folder.resolve("parts"));
    for (int steps : new int[] {3, 1, 3}) {
      try (Tutorial tutorial = new Tutorial(8, 1)) {
        tutorial.session.with(losses(parts)).keptIn(checkpoints).run(steps);
      }
    }
    assertThat(parts).isEqualTo(whole);
    assertThat(folder.resolve("parts/step-7.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("whole/step-7.safetensors"));
  }

  @Test
  void keepsWhatMomentumRemembers() throws IOException {
    for (int steps : new int[] {4, 2, 2}) {
      try (Tutorial tutorial = new Tutorial(8, 1)) {
        Checkpoints checkpoints = in(folder.resolve(steps == 4 ? "whole" : "parts"));
        withMomentum(tutorial).keptIn(checkpoints).run(steps);
      }
    }
    assertThat(folder.resolve("parts/step-4.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("whole/step-4.safetensors"));
  }

  @Test
  void keepsTheStatisticsOfANetworkThatHasSome() throws IOException {
    float[] kept;
    try (Batches batches = Shapes10.open(50).train().stream(8, Distortion.training(), 1);
        Network net = VggNet.build(1);
        MovingAverages averages = MovingAverages.of(net, 0.9f)) {
      withStatistics(net, averages, batches).keptIn(in(folder)).run(2);
      kept = net.statistics().get("norm1/moving_mean").toFloatArray();
      assertThat(averages.values().get("norm1/moving_mean").toFloatArray()).isNotEqualTo(kept);
    }
    assertThat(kept).doesNotContain(0);
    try (Batches batches = Shapes10.open(50).train().stream(8, Distortion.training(), 1);
        Network net = VggNet.build(2);
        MovingAverages averages = MovingAverages.of(net, 0.9f)) {
      withStatistics(net, averages, batches).keptIn(in(folder));
      assertThat(net.statistics().get("norm1/moving_mean").toFloatArray()).isEqualTo(kept);
    }
    try (Network net = VggNet.build(3);
        SavedState saved = in(folder).folder().open(new ArrayList<>())) {
      saved.restore(net);
      assertThat(net.statistics().get("norm1/moving_mean").toFloatArray()).isEqualTo(kept);
    }
  }

  private static Session withStatistics(Network net, MovingAverages averages, Batches batches) {
    TotalLoss loss = TotalLoss.of(new SoftmaxCrossEntropyLoss("cross_entropy"));
    return Session.of(net, loss, GradientDescent.of(step -> 0.1f), batches).with(averages);
  }

  @Test
  void refusesACheckpointWithoutMomentumForOneWithIt() throws IOException {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      tutorial.session.keptIn(in(folder)).run(1);
      assertThatThrownBy(() -> withMomentum(tutorial).keptIn(in(folder)))
          .hasMessageContaining("has nothing for conv1/weights/Momentum")
          .hasMessageEndingWith("it is of another network, other averages or another optimizer");
      assertThat(steps(in(folder))).containsExactly(1L);
    }
  }

  /** The joint batches are the same ones, and the state is that of all. */
  @Test
  void goesOnWithAnyNumberOfShards() throws IOException {
    try (Tutorial tutorial = new Tutorial(4, 1);
        Batches half =
            tutorial.pictures.train().stream(4, Distortion.training(), 1, new Shard(1, 2))) {
      tutorial.session.keptIn(in(folder)).run(3);
      Session ofHalf =
          Session.of(tutorial.net, tutorial.loss, tutorial.sgd, half).with(tutorial.averages);
      assertThat(ofHalf.keptIn(in(folder)).globalStep()).isEqualTo(3);
      assertThat(ofHalf).asString().doesNotContain("not as before");
      assertThat(half.position()).isEqualTo(3);
    }
  }

  private static Session withMomentum(Tutorial tutorial) {
    Momentum momentum = Momentum.of(tutorial.net, step -> 0.01f, 0.9f);
    return Session.of(tutorial.net, tutorial.loss, momentum, tutorial.train)
        .with(tutorial.averages);
  }

  @Test
  void savesWhenItIsTimeAndAtTheEnd() throws IOException {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      Checkpoints checkpoints = Checkpoints.in(folder).everySteps(3);
      assertThat(tutorial.session.keptIn(checkpoints))
          .hasToString("session at step 0, starting anew");
      tutorial.session.run(7);
      assertThat(steps(checkpoints)).containsExactly(3L, 6L, 7L);
      assertThat(tutorial.session.globalStep()).isEqualTo(7);
    }
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      assertThat(tutorial.session.keptIn(Checkpoints.in(folder)))
          .hasToString(
              "session at step 7, going on from %s, after 7 steps"
                  .formatted(folder.resolve("step-7.safetensors")));
    }
  }

  @Test
  void savesWhenInterrupted() throws IOException, InterruptedException {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      CountDownLatch under = new CountDownLatch(2);
      Session session =
          tutorial.session.with(Hook.every(1, report -> under.countDown())).keptIn(in(folder));
      Thread cell = new Thread(() -> session.run(1_000_000));
      cell.start();
      under.await();
      cell.interrupt();
      cell.join();
      assertThat(steps(in(folder))).containsExactly(session.globalStep());
    }
  }

  @Test
  void offersTheLastGoodCheckpointWhenItDiverges() throws IOException {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      tutorial.session.keptIn(in(folder)).run(2);
    }
    try (Tutorial tutorial = new Tutorial(2, 1, 1e20f)) {
      Session session =
          tutorial
              .session
              .with(Hook.summaries(1, (step, all) -> {}))
              .with(Hook.stopOnNaN())
              .keptIn(in(folder).everySteps(1_000));
      assertThatThrownBy(() -> session.run(20))
          .isInstanceOf(DivergedException.class)
          .hasMessageMatching(
              "Model diverged with \\S+ = (NaN|Infinity) at step \\d: build the network anew and"
                  + " take a smaller learning rate; a session kept in .* then goes on from the last"
                  + " good checkpoint, after 2 steps");
      assertThat(steps(in(folder))).containsExactly(2L);
    }
  }

  /** The variables are infinite after the step whose loss was still a number. */
  @Test
  void offersItAlsoWhenItIsASaveThatFindsOut() throws IOException {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      tutorial.session.keptIn(in(folder)).run(2);
    }
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      GradientDescent endless = GradientDescent.of(step -> Float.POSITIVE_INFINITY);
      Session session =
          Session.of(tutorial.net, tutorial.loss, endless, tutorial.train)
              .with(tutorial.averages)
              .with(Hook.stopOnNaN())
              .keptIn(in(folder).everySteps(1));
      assertThatThrownBy(() -> session.run(20))
          .isInstanceOf(DivergedException.class)
          .hasMessageContaining("has numbers that are NaN or infinite after 3 steps")
          .hasMessageEndingWith("then goes on from the last good checkpoint, after 2 steps");
      assertThat(steps(in(folder))).containsExactly(2L);
    }
  }

  @Test
  void isAloneInItsFolderWhileItRuns() throws IOException {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      tutorial.session.keptIn(in(folder));
      try (Closeable other = in(folder).claim()) {
        assertThat(other).isNotNull();
        assertThatThrownBy(() -> tutorial.session.run(1))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("is in use by process " + ProcessHandle.current().pid());
      }
      assertThat(tutorial.session.run(1).steps()).isEqualTo(1);
    }
  }

  @Test
  void doesNotGoOnBehindAnother() throws IOException {
    try (Tutorial one = new Tutorial(2, 1);
        Tutorial two = new Tutorial(2, 1)) {
      one.session.keptIn(in(folder)).run(2);
      two.session.keptIn(in(folder)).run(3);
      assertThatThrownBy(() -> one.session.run(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "this session is at step 2, but another one has saved %s, after 5 steps: build the session anew, and it goes on from there"
                  .formatted(folder.resolve("step-5.safetensors")));
      assertThat(two.session.run(1).firstStep()).isEqualTo(5);
    }
  }

  @Test
  void doesNotGoOnBehindAnotherOfAnotherKind() throws IOException {
    try (Tutorial one = new Tutorial(2, 1);
        Tutorial two = new Tutorial(2, 1)) {
      Session with = withMomentum(two).keptIn(in(folder));
      one.session.keptIn(in(folder)).run(3);
      assertThatThrownBy(() -> with.run(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("another one has saved");
      assertThat(folder.resolve("step-3.safetensors")).exists();
    }
  }

  @Test
  void saysThatItWasInterruptedRatherThanThatACheckpointIsBroken() throws IOException {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      tutorial.session.keptIn(in(folder)).run(1);
    }
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> tutorial.session.keptIn(in(folder)))
          .isInstanceOf(InterruptedIOException.class)
          .hasMessage(
              "interrupted while %s was read".formatted(folder.resolve("step-1.safetensors")));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(tutorial.session.keptIn(in(folder)).globalStep()).isEqualTo(1);
    }
  }

  @Test
  void endsWhenItCannotSave() throws IOException {
    Path file = Files.writeString(folder.resolve("run"), "a file where the folder should be");
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      assertThatThrownBy(() -> tutorial.session.keptIn(in(file)).run(1))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString());
    }
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      Files.createDirectories(folder.resolve("other/step-2.safetensors/in the way"));
      tutorial.session.keptIn(in(folder.resolve("other")).everySteps(1));
      assertThatThrownBy(() -> tutorial.session.run(5))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("step-2.safetensors");
      assertThat(tutorial.session.globalStep()).isEqualTo(2);
    }
  }

  @Test
  void goesOnWithoutSavingWhereThatIsWanted() throws IOException {
    Files.createDirectories(folder.resolve("step-2.safetensors/in the way"));
    List<IOException> failures = new ArrayList<>();
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      tutorial.session.keptIn(in(folder).everySteps(1), failures::add).run(3);
      assertThat(tutorial.session.globalStep()).isEqualTo(3);
    }
    assertThat(failures).isNotEmpty();
    assertThat(folder.resolve("step-3.safetensors")).isRegularFile();
  }

  @Test
  void wantsItsAveragesBeforeItIsKeptAndIsKeptOnce() throws IOException {
    try (Tutorial tutorial = new Tutorial(2, 1);
        MovingAverages more = MovingAverages.of(tutorial.net, 0.5f)) {
      tutorial.session.keptIn(in(folder));
      assertThatThrownBy(() -> tutorial.session.with(more))
          .hasMessage(
              "averages are added after keptIn, must be before: write .with(averages).keptIn(...)");
      assertThatThrownBy(() -> tutorial.session.keptIn(in(folder)))
          .hasMessage(
              "the session is at step 0 and kept already: say keptIn once, before its first run");
    }
  }

  private static Checkpoints in(Path folder) {
    return Checkpoints.in(folder);
  }

  private static List<Long> steps(Checkpoints checkpoints) throws IOException {
    return checkpoints.folder().all().stream().map(Checkpoint::step).toList();
  }

  private static Hook losses(List<Map<String, Float>> to) {
    return Hook.every(1, report -> to.add(report.averagedLosses()));
  }
}
