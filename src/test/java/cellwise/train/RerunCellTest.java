package cellwise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.Tutorial;
import cellwise.average.MovingAverages;
import cellwise.checkpoint.Checkpoints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a reader gets who runs a cell with {@code with} a second time. */
class RerunCellTest {
  private final Tutorial tutorial = new Tutorial(2, 1);
  private final List<Long> steps = new ArrayList<>();
  @TempDir Path folder;

  @AfterEach
  void close() {
    tutorial.close();
  }

  @Test
  void goesOnAndCallsAHookThatIsMadeAnewOnceAStep() {
    Session session = tutorial.session.with(Hook.stopOnNaN());
    session.run(3);
    for (int time = 0; time < 2; time++) {
      session.with(Hook.every(1, report -> steps.add(report.step()))).run(2);
    }
    assertThat(steps).containsExactly(3L, 4L, 5L, 6L);
    assertThat(session.globalStep()).isEqualTo(7);
  }

  @Test
  void doesNotDoubleTheSameHook() {
    Hook hook = report -> steps.add(report.step());
    Session session = tutorial.session;
    session = session.with(hook);
    session = session.with(hook);
    session.run(2, hook);
    assertThat(steps).containsExactly(0L, 1L);
  }

  /** Two that print are two lines a step; so {@code with} advises another way to write it. */
  @Test
  void takesAHookThatIsMadeAnewForAnotherOne() {
    Session session = tutorial.session;
    for (int time = 0; time < 2; time++) {
      session = session.with(Hook.every(1, report -> steps.add(report.step())));
    }
    session.run(1);
    assertThat(steps).containsExactly(0L, 0L);
  }

  @Test
  void leavesASessionAsItIs() {
    Session more = tutorial.session.with(report -> steps.add(report.step()));
    tutorial.session.run(1);
    assertThat(steps).isEmpty();
    more.run(1);
    assertThat(steps).containsExactly(1L);
    assertThat(tutorial.session).hasToString("session at step 2");
  }

  @Test
  void averagesTheLossesOfTheWholeTraining() {
    float[] means = new float[2];
    tutorial.session.run(1, report -> means[0] = report.averagedLosses().get("total_loss"));
    float loss =
        tutorial
            .session
            .with(report -> means[1] = report.averagedLosses().get("total_loss"))
            .run(1)
            .last()
            .losses()
            .total();
    assertThat(means[1]).isEqualTo(means[0] - (1 - 0.9f) * (means[0] - loss));
  }

  @Test
  void makesNoStepsOfOneTrainingAtOnce() throws InterruptedException {
    CountDownLatch under = new CountDownLatch(1);
    Thread cell = new Thread(() -> tutorial.session.run(1_000_000, report -> under.countDown()));
    cell.start();
    under.await();
    Session other = tutorial.session.with(Hook.stopOnNaN());
    assertThatThrownBy(() -> other.run(1))
        .hasMessageMatching(
            "the session is running and at step \\d+: wait for it, or interrupt it");
    cell.interrupt();
    cell.join();
    assertThat(other.run(1).steps()).isEqualTo(1);
  }

  @Test
  void keepsATrainingWhicheverOfItsSessionsRuns() throws IOException {
    Session before = tutorial.session;
    before.keptIn(Checkpoints.in(folder));
    before.with(Hook.stopOnNaN()).run(1);
    assertThat(folder.resolve("step-1.safetensors")).isRegularFile();
    before.run(1);
    assertThat(folder.resolve("step-2.safetensors")).isRegularFile();
  }

  /** Those of the checkpoint would stay behind, step by step. */
  @Test
  void refusesASessionWithoutTheAveragesThatAreKept() throws IOException {
    Session without = tutorial.session;
    try (MovingAverages more = MovingAverages.of(tutorial.net, 0.5f)) {
      without.with(more).keptIn(Checkpoints.in(folder));
      assertThatThrownBy(() -> without.run(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "the averages of this session are not those that are kept: run the session that"
                  + " keptIn was said of, or one made of it");
      assertThat(without.globalStep()).isZero();
      assertThat(without.toString()).startsWith("session at step 0, ");
    }
  }
}
