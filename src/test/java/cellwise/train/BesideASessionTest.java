package cellwise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.Tutorial;
import cellwise.average.MovingAverages;
import cellwise.checkpoint.CheckpointFolder;
import cellwise.checkpoint.Checkpoints;
import cellwise.checkpoint.SavedState;
import cellwise.eval.Evaluation;
import cellwise.eval.Prediction;
import cellwise.optim.Gradients;
import cellwise.summary.Summaries;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What another thread does with the network of a session that runs. */
@Timeout(300)
class BesideASessionTest {
  private static final String NAME = "local4/weights";
  private static final int STEPS = 4;
  @TempDir static Path folder;

  private interface Use {
    void of(Tutorial tutorial) throws Exception;
  }

  private record Named(String name, Use use) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Named> uses() {
    return Stream.of(
        new Named("swapIn", t -> t.averages.swapIn(() -> t.net.variable(NAME).toFloatArray())),
        new Named("averages", t -> MovingAverages.of(t.net, 0.5f).close()),
        new Named("evaluation", t -> Evaluation.of(t.net, t.pictures.test())),
        new Named("averaged evaluation", t -> Evaluation.of(t.net, t.averages, t.pictures.test())),
        new Named("prediction", t -> Prediction.of(t.net, t.pictures.test().picture(0).pixels())),
        new Named("summaries", t -> Summaries.variables(t.net)),
        new Named("gradients", BesideASessionTest::gradients),
        new Named(
            "checkpoint",
            t -> {
              try (Tutorial other = new Tutorial(4, 1)) {
                other.session.keptIn(Checkpoints.in(folder)).run(1);
              }
              try (SavedState saved = new CheckpointFolder(folder).open(new ArrayList<>())) {
                saved.restore(t.net);
              }
            }));
  }

  private static void gradients(Tutorial tutorial) {
    try (Tutorial other = new Tutorial(4, 1);
        var batch = other.train.next()) {
      Gradients.compute(tutorial.net, tutorial.loss, batch).close();
    }
  }

  /**
   * The hook is in the middle of a step's work; nobody else comes to the network before its end.
   */
  @ParameterizedTest
  @MethodSource("uses")
  void waitsForTheStepAndItsHooks(Named use) throws InterruptedException {
    try (Tutorial tutorial = new Tutorial(4, 1)) {
      List<String> order = new CopyOnWriteArrayList<>();
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread beside =
          new Thread(
              () -> {
                try {
                  use.use().of(tutorial);
                } catch (Exception | Error e) {
                  failure.set(e);
                }
                order.add("used");
              });
      tutorial.session.run(
          1,
          report -> {
            beside.start();
            awaitsTheNetwork(beside);
            order.add("looked at");
          });
      beside.join();
      assertThat(failure.get()).isNull();
      assertThat(order).containsExactly("looked at", "used");
    }
  }

  /** The session wants to make its next step while the averages are in the variables' place. */
  @Test
  void trainsTheVariablesAndNotTheAveragesThatAreSwappedIn() throws InterruptedException {
    float[] undisturbed;
    try (Tutorial tutorial = new Tutorial(4, 1)) {
      tutorial.session.run(STEPS);
      undisturbed = tutorial.net.variable(NAME).toFloatArray();
    }
    try (Tutorial tutorial = new Tutorial(4, 1)) {
      AtomicReference<Thread> steps = new AtomicReference<>();
      CountDownLatch isSwappedIn = new CountDownLatch(1);
      Hook look =
          report -> {
            steps.set(Thread.currentThread());
            if (report.step() == 1) {
              isSwappedIn.countDown();
            }
          };
      Thread cell = new Thread(() -> tutorial.session.run(STEPS, look));
      cell.start();
      isSwappedIn.await();
      boolean areAverages =
          tutorial.averages.swapIn(
              () -> {
                long made = tutorial.session.globalStep();
                if (made < STEPS) {
                  awaitsTheNetwork(steps.get());
                }
                return tutorial.session.globalStep() == made
                    && Arrays.equals(
                        tutorial.net.variable(NAME).toFloatArray(),
                        tutorial.averages.values().get(NAME).toFloatArray());
              });
      cell.join();
      assertThat(areAverages).isTrue();
      assertThat(tutorial.net.variable(NAME).toFloatArray()).isEqualTo(undisturbed);
    }
  }

  @Test
  void letsAHookEvaluateInTheMiddle() {
    try (Tutorial tutorial = new Tutorial(4, 1)) {
      List<Evaluation> evaluations = new ArrayList<>();
      tutorial.session.run(
          2,
          report ->
              evaluations.add(
                  Evaluation.of(tutorial.net, tutorial.averages, tutorial.pictures.test())));
      assertThat(evaluations).hasSize(2);
    }
  }

  @Test
  void refusesARunThatWouldWaitForItself() {
    try (Tutorial tutorial = new Tutorial(4, 1)) {
      assertThatThrownBy(() -> tutorial.averages.swapIn(() -> tutorial.session.run(1)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("run is called inside swapIn, alone, or a hook of a session");
      Session other = Session.of(tutorial.net, tutorial.loss, tutorial.sgd, tutorial.train);
      assertThatThrownBy(() -> tutorial.session.run(1, report -> other.run(1)))
          .hasMessageStartingWith("run is called inside swapIn, alone, or a hook of a session");
      assertThat(tutorial.session.run(1).firstStep()).isEqualTo(1);
    }
  }

  /** Waits, without a pause of its own, until a thread waits for the network, or has ended. */
  private static void awaitsTheNetwork(Thread thread) {
    while (thread.getState() != Thread.State.TERMINATED) {
      Object blocker = LockSupport.getBlocker(thread);
      if (blocker != null && blocker.getClass().getName().contains("ReentrantLock")) {
        return;
      }
      Thread.yield();
    }
  }
}
