package cellwise.train;

import java.util.Locale;

/**
 * How far a run is, how fast, how long still.
 *
 * @param made steps made in all
 * @param steps how many there will be in all
 * @param examplesPerSecond since the run began, hooks included
 * @param secondsLeft if it goes on like that
 */
public record Progress(long made, long steps, double examplesPerSecond, long secondsLeft) {
  /**
   * Returns the progress after a step.
   *
   * @param first steps that were made before the run
   * @param steps how many there will be in all
   * @param seconds since the run began
   */
  public static Progress after(StepReport report, long first, long steps, double seconds) {
    long made = report.step() + 1;
    double secondsPerStep = seconds / Math.max(1, made - first);
    long left = Math.max(0, steps - made);
    return new Progress(
        made, steps, report.examples() / secondsPerStep, Math.round(secondsPerStep * left));
  }

  /** Returns the share of the steps that are made, at most 1. */
  public double share() {
    return Math.min(1, (double) made / steps);
  }

  /** Returns such as {@code step 120 of 5,000, 0:13:33 left, 768 examples/sec}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "step %,d of %,d, %d:%02d:%02d left, %.0f examples/sec",
        made,
        steps,
        secondsLeft / 3600,
        secondsLeft / 60 % 60,
        secondsLeft % 60,
        examplesPerSecond);
  }
}
