package cellwise.train;

import cellwise.data.Batch;
import cellwise.model.Network;
import cellwise.optim.Gradients;
import cellwise.summary.SummaryWriter;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Something that happens after a step, when the variables and their averages are updated; or in the
 * middle of it, while its gradients are there.
 *
 * <p>Runs on the thread that makes the steps, {@link Network#alone} with the network; so it may
 * look at it, and evaluate it, without meeting an update half done.
 */
@FunctionalInterface
public interface Hook {
  /**
   * Looks at a step.
   *
   * @param report what the step did
   */
  void afterStep(StepReport report);

  /**
   * Returns whether the run ends with a step, which this has looked at. No step does unless a hook
   * says otherwise, as {@link #stopWhen} does.
   *
   * @param report what the step did
   */
  default boolean stopsAfter(StepReport report) {
    return false;
  }

  /** Prepares for the steps of a run. Does nothing unless a hook says otherwise. */
  default void beforeRun(RunPlan plan) {}

  /**
   * Looks back at a run that has made its last step, was stopped, or failed. Does nothing unless a
   * hook says otherwise.
   */
  default void afterRun() {}

  /**
   * Looks at a step while its batch and gradients are there and the variables are still those that
   * its loss was computed with. Does nothing unless a hook says otherwise.
   *
   * @param step counted from 0
   * @param batch closed after the update, as the gradients are; one of several where a {@link Step}
   *     draws several
   * @param gradients those that will be applied
   */
  default void beforeUpdate(long step, Batch batch, Gradients gradients) {}

  /**
   * Returns a hook that does something at the steps 0, n, 2n and so on.
   *
   * @param n positive
   */
  static Hook every(int n, Consumer<StepReport> action) {
    if (n < 1) {
      throw new IllegalArgumentException("n is " + n + ", must be positive");
    }
    return report -> {
      if (report.step() % n == 0) {
        action.accept(report);
      }
    };
  }

  /**
   * Returns a hook that logs the steps 0, n, 2n and so on in the tutorial's words. The time per
   * batch is the mean of the steps since the line before, without what hooks did after them.
   *
   * @param n positive; 10 in the tutorial
   * @param out takes a line at a time, such as {@code System.out::println}
   */
  static Hook log(int n, Consumer<String> out) {
    return timed(n, (report, seconds) -> out.accept(report.logLine(seconds)));
  }

  /**
   * Returns a hook that writes the numbers of the steps 0, n, 2n and so on: losses raw and
   * averaged, learning rate, examples per second. These are of all steps since the ones written
   * before.
   *
   * @param n positive
   */
  static Hook scalars(int n, SummaryWriter writer) {
    return timed(n, (report, seconds) -> writer.write(report.step(), report.scalars(seconds)));
  }

  /** Does something at every n-th step with the mean seconds a step took since the one before. */
  private static Hook timed(int n, BiConsumer<StepReport, Double> action) {
    StepTimer timer = new StepTimer();
    Hook nth = every(n, report -> action.accept(report, timer.secondsPerBatch()));
    return report -> {
      timer.add(report);
      nth.afterStep(report);
    };
  }

  /**
   * Returns a hook that writes all that the tutorial records of the steps 0, n, 2n and so on: the
   * numbers, and of the same step histograms of variables, gradients and activations, the
   * activations' sparsity, and three of its pictures. Numbers that are NaN are written as such, and
   * arrays that have some are passed over: whether the run goes on is for {@link #stopOnNaN}.
   *
   * @param n positive; 100 in the tutorial
   */
  static Hook summaries(int n, SummaryWriter writer) {
    return new SummaryHook(n, writer);
  }

  /**
   * Returns a hook that stops the run after the first step that meets a condition.
   *
   * @param condition such as {@code report -> report.losses().total() < 0.5}
   */
  static Hook stopWhen(Predicate<StepReport> condition) {
    return new Hook() {
      @Override
      public void afterStep(StepReport report) {}

      @Override
      public boolean stopsAfter(StepReport report) {
        return condition.test(report);
      }
    };
  }

  /**
   * Returns a hook that stops the session once so many steps were made since the network was new.
   *
   * @param lastStep how many, positive; the last one's number is one less
   */
  static Hook stopAtStep(long lastStep) {
    if (lastStep < 1) {
      throw new IllegalArgumentException("lastStep is " + lastStep + ", must be positive");
    }
    return stopWhen(report -> report.step() + 1 >= lastStep);
  }

  /**
   * Returns a hook that ends the session with an error when a term of the loss is no number or
   * infinite.
   */
  static Hook stopOnNaN() {
    return report -> {
      for (Map.Entry<String, Float> term : report.losses().all().entrySet()) {
        if (!Float.isFinite(term.getValue())) {
          throw new DivergedException(report.step(), term.getKey(), term.getValue());
        }
      }
    };
  }
}
