package cellwise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import cellwise.LiveArrays;
import cellwise.Tutorial;
import cellwise.eval.Evaluation;
import cellwise.summary.Scalar;
import cellwise.summary.Summary;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SessionTest {
  @Test
  void startsAtTheLossThatTheTutorialPrints() {
    try (Tutorial tutorial = new Tutorial(128, 1)) {
      assertThat(losses(tutorial, 1).get(0)).isCloseTo(4.68f, within(0.03f));
    }
  }

  @Test
  void givesTheSameLossesBitForBitForOneSeedAndOthersForAnother() {
    List<Float> first;
    try (Tutorial tutorial = new Tutorial(16, 7)) {
      first = losses(tutorial, 12);
    }
    try (Tutorial tutorial = new Tutorial(16, 7)) {
      assertThat(losses(tutorial, 12)).isEqualTo(first);
    }
    try (Tutorial tutorial = new Tutorial(16, 8)) {
      assertThat(losses(tutorial, 12)).doesNotContainAnyElementsOf(first);
    }
  }

  /** The weight losses shrink by a factor of 1 - 4e-4 · 2 a step: ascent would let them grow. */
  @Test
  void descends() {
    try (Tutorial tutorial = new Tutorial(32, 1)) {
      Map<String, NDArray> before = copies(tutorial);
      List<Float> losses = losses(tutorial, 10);
      assertThat(losses.get(9)).isLessThan(losses.get(0));
      tutorial
          .net
          .variables()
          .forEach((name, now) -> assertThat(now).as(name).isNotEqualTo(before.get(name)));
    }
  }

  /** A kernel that stops a cell by force stops the group of the cell's threads. */
  @Test
  void makesItsStepsOutOfReachOfTheGroupThatCallsIt() throws InterruptedException {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      List<ThreadGroup> parents = new ArrayList<>();
      Session session =
          tutorial.session.with(
              Hook.every(
                  1, report -> parents.add(Thread.currentThread().getThreadGroup().getParent())));
      Thread cell = new Thread(new ThreadGroup("cell"), () -> session.run(1));
      cell.start();
      cell.join();
      assertThat(parents).hasSize(1).containsOnlyNulls();
    }
  }

  @Test
  void runsAsLongAsNothingStopsIt() {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      Session session = tutorial.session.with(Hook.stopWhen(report -> report.step() % 2 == 1));
      assertThat(session.run(Long.MAX_VALUE).steps()).isEqualTo(2);
      RunReport again = session.run(Long.MAX_VALUE);
      assertThat(again.steps()).isEqualTo(2);
      assertThat(again.ending()).isEqualTo(RunReport.Ending.STOPPED_BY_HOOK);
      assertThat(again.toString()).startsWith("2 steps from step 2 in ").endsWith("by a hook");
    }
  }

  @Test
  void makesTheSameStepsInOneRunAsInSeveral() {
    List<Float> whole;
    try (Tutorial tutorial = new Tutorial(8, 1)) {
      whole = losses(tutorial, 9);
    }
    try (Tutorial tutorial = new Tutorial(8, 1)) {
      List<Float> parts = new ArrayList<>(losses(tutorial, 4));
      parts.addAll(losses(tutorial, 5));
      assertThat(parts).isEqualTo(whole);
      assertThat(tutorial.session.globalStep()).isEqualTo(9);
    }
  }

  @Test
  void stopsBetweenTwoStepsWhenInterruptedAndGoesOn() throws InterruptedException {
    try (Tutorial tutorial = new Tutorial(8, 1)) {
      CountDownLatch under = new CountDownLatch(2);
      Session session = tutorial.session.with(Hook.every(1, report -> under.countDown()));
      List<RunReport> reports = new ArrayList<>();
      List<Boolean> interrupted = new ArrayList<>();
      Thread cell =
          new Thread(
              () -> {
                reports.add(session.run(1_000_000));
                interrupted.add(Thread.currentThread().isInterrupted());
              });
      cell.start();
      under.await();
      cell.interrupt();
      cell.join();

      assertThat(interrupted).containsExactly(true);
      assertThat(reports.get(0).ending()).isEqualTo(RunReport.Ending.INTERRUPTED);
      assertThat(reports.get(0).toString()).contains("interrupted between two steps");
      long made = session.globalStep();
      assertThat(reports.get(0).steps()).isEqualTo(made);
      assertThat(tutorial.train.position()).isEqualTo(made);
      RunReport next = session.run(2);
      assertThat(next.firstStep()).isEqualTo(made);
      assertThat(next.ending()).isEqualTo(RunReport.Ending.COMPLETE);
    }
  }

  @Test
  void refusesASecondRunWhileOneIsUnderWay() throws InterruptedException {
    try (Tutorial tutorial = new Tutorial(8, 1)) {
      CountDownLatch started = new CountDownLatch(1);
      Session session = tutorial.session.with(Hook.every(1, report -> started.countDown()));
      Thread cell = new Thread(() -> session.run(1_000_000));
      cell.start();
      started.await();
      assertThatThrownBy(() -> session.run(1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the session is running and at step");
      cell.interrupt();
      cell.join();
    }
  }

  @Test
  void refusesNoSteps() {
    try (Tutorial tutorial = new Tutorial(8, 1)) {
      assertThatThrownBy(() -> tutorial.session.run(0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("steps is 0, must be positive");
    }
  }

  @Test
  void callsHooksAfterTheUpdateAndTheAverages() {
    try (Tutorial tutorial = new Tutorial(8, 1)) {
      Map<String, NDArray> before = copies(tutorial);
      List<Boolean> changed = new ArrayList<>();
      Session session =
          tutorial.session.with(
              Hook.every(
                  1,
                  report -> {
                    String name = "conv1/weights";
                    changed.add(!tutorial.net.variable(name).equals(before.get(name)));
                    changed.add(!tutorial.averages.values().get(name).equals(before.get(name)));
                  }));
      session.run(1);
      assertThat(changed).containsExactly(true, true);
    }
  }

  @Test
  void goesOnAfterAHookFailed() {
    try (Tutorial tutorial = new Tutorial(8, 1)) {
      Session session =
          tutorial.session.with(
              Hook.every(
                  2,
                  report -> {
                    throw new IllegalStateException("no room at step " + report.step());
                  }));
      assertThatThrownBy(() -> session.run(5)).hasMessage("no room at step 0");
      assertThat(session.globalStep()).isEqualTo(1);
      assertThatThrownBy(() -> session.run(5)).hasMessage("no room at step 2");
    }
  }

  @Test
  void stopsOnNaNAndNamesStepAndTerm() {
    try (Tutorial tutorial = new Tutorial(8, 1, 1e20f)) {
      Session session = tutorial.session.with(Hook.stopOnNaN());
      assertThatThrownBy(() -> session.run(20))
          .isInstanceOf(DivergedException.class)
          .hasMessageMatching(
              "Model diverged with (cross_entropy|local./weight_loss) = (NaN|Infinity) at step"
                  + " [1-9]: .*");
      assertThatThrownBy(() -> Evaluation.of(tutorial.net, tutorial.pictures.test()))
          .hasMessageContaining("a logit is NaN, so the network has diverged");
    }
  }

  /** The hook that decides is the last one, and the summaries are due at each step. */
  @Test
  void recordsWhatItCanOfAModelThatDiverges() {
    try (Tutorial tutorial = new Tutorial(8, 1, 1e20f)) {
      Map<Long, Map<String, Summary>> written = new TreeMap<>();
      Hook summaries =
          Hook.summaries(
              1,
              (step, all) ->
                  written.put(
                      step, all.stream().collect(Collectors.toMap(Summary::tag, each -> each))));
      assertThatThrownBy(() -> tutorial.session.run(20, summaries, Hook.stopOnNaN()))
          .isInstanceOf(DivergedException.class);
      long last = tutorial.session.globalStep() - 1;
      assertThat(written.get(0L)).containsKeys("conv1/weights", "conv1/weights/gradients");
      Scalar loss = (Scalar) written.get(last).get("total_loss (raw)");
      assertThat(Float.isFinite(loss.value())).isFalse();
      assertThat(written.get(last)).doesNotContainKey("softmax_linear/weights/gradients");
      assertThat(written.get(last)).containsKey("images/image/0");
    }
  }

  /** MXNet keeps memory for each thread that ever called it. */
  @Test
  void makesTheStepsOfAllSessionsOnOneThread() {
    try (Tutorial tutorial = new Tutorial(2, 1);
        Tutorial other = new Tutorial(2, 1)) {
      Set<Thread> threads = new HashSet<>();
      Hook look = report -> threads.add(Thread.currentThread());
      for (int i = 0; i < 20; i++) {
        tutorial.session.run(1, look);
        other.session.run(1, look);
      }
      assertThat(threads).hasSize(1);
    }
  }

  /** A thread that is given back must not be given out before, nor twice. */
  @Test
  void letsSessionsThatRunAtOnceHaveAThreadEach() throws InterruptedException {
    try (Tutorial tutorial = new Tutorial(2, 1);
        Tutorial other = new Tutorial(2, 1)) {
      Set<Thread> threads = new HashSet<>();
      CyclicBarrier both = new CyclicBarrier(2);
      Hook meet =
          report -> {
            synchronized (threads) {
              threads.add(Thread.currentThread());
            }
            try {
              both.await(60, TimeUnit.SECONDS);
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          };
      Thread cell = new Thread(() -> other.session.run(3, meet));
      cell.start();
      tutorial.session.run(3, meet);
      cell.join();
      assertThat(threads).hasSize(2);
      assertThat(other.session.globalStep()).isEqualTo(3);
    }
  }

  @Test
  void leavesNoArrayBehind() {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      NDArray like = tutorial.net.variable("conv1/weights");
      tutorial.session.run(2);
      long arrays = LiveArrays.count(like);
      tutorial.session.run(20);
      assertThat(LiveArrays.count(like)).isEqualTo(arrays);
    }
  }

  /** The memory at step 1,000 is that of step 100, as Linux tells it; elsewhere nobody asks. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void growsNotInAThousandSteps() throws IOException {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      tutorial.session.run(100);
      Evaluation.of(tutorial.net, tutorial.averages, tutorial.pictures.test());
      long megabytes = nativeMegabytes();
      Evaluation.of(tutorial.net, tutorial.averages, tutorial.pictures.test());
      tutorial.session.run(900);
      assertThat(nativeMegabytes()).isLessThan(megabytes + 100);
    }
  }

  /**
   * What the process has in memory beside Java's heap; an array left at each step is 270 MB. The
   * collector gives back memory some time after it says so, hence the least of several looks.
   */
  private static long nativeMegabytes() throws IOException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      System.gc();
      long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
      least = Math.min(least, residentKilobytes() / 1024 - heap / 1024 / 1024);
      LockSupport.parkNanos(100_000_000);
    }
    return least;
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  private static Map<String, NDArray> copies(Tutorial tutorial) {
    Map<String, NDArray> copies = new LinkedHashMap<>();
    tutorial.net.variables().forEach((name, value) -> copies.put(name, value.duplicate()));
    return copies;
  }

  private static List<Float> losses(Tutorial tutorial, int steps) {
    List<Float> losses = new ArrayList<>();
    tutorial.session.run(steps, report -> losses.add(report.losses().total()));
    return losses;
  }
}
