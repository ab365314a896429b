package cellwise.train;

/** The mean time of the steps since it was last asked for. */
final class StepTimer {
  private double seconds;
  private int steps;

  void add(StepReport report) {
    seconds += report.seconds();
    steps++;
  }

  /** Returns the mean, and begins anew; there must have been a step. */
  double secondsPerBatch() {
    double mean = seconds / steps;
    seconds = 0;
    steps = 0;
    return mean;
  }
}
