package cellwise.train;

import cellwise.loss.Losses;
import cellwise.loss.Tags;
import cellwise.summary.Scalar;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one step did.
 *
 * @param time when it ended
 * @param step counted from 0, as {@code global_step}
 * @param losses the loss of its batch, before the update
 * @param averagedLosses the same, averaged over the steps so far, for smooth curves
 * @param learningRate the rate of its update
 * @param examples pictures in its batch
 * @param seconds how long it took, waiting for its batch and what hooks did before the update
 *     included
 */
public record StepReport(
    LocalDateTime time,
    long step,
    Losses losses,
    Map<String, Float> averagedLosses,
    float learningRate,
    int examples,
    double seconds) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

  /** Returns the pictures per second. */
  public double examplesPerSecond() {
    return examples / seconds;
  }

  /**
   * Returns its numbers under the tutorial's tags: each loss averaged, and as it was with {@code
   * (raw)} behind its name, {@code learning_rate}, {@code examples_per_second}.
   *
   * @param secondsPerBatch for the last of them
   */
  List<Scalar> scalars(double secondsPerBatch) {
    List<Scalar> scalars = new ArrayList<>();
    losses.all().forEach((name, value) -> scalars.add(new Scalar(name + Tags.RAW, value)));
    averagedLosses.forEach((name, value) -> scalars.add(new Scalar(name, value)));
    scalars.add(new Scalar(Tags.LEARNING_RATE, learningRate));
    scalars.add(new Scalar(Tags.EXAMPLES_PER_SECOND, (float) (examples / secondsPerBatch)));
    return scalars;
  }

  /** Returns this as the tutorial logs it, with this step's own time. */
  @Override
  public String toString() {
    return logLine(seconds);
  }

  /**
   * Returns this as the tutorial logs it.
   *
   * @param secondsPerBatch what to print as such
   */
  String logLine(double secondsPerBatch) {
    return String.format(
        Locale.ROOT,
        "%s: step %d, loss = %.2f (%.1f examples/sec; %.3f sec/batch)",
        TIME.format(time),
        step,
        losses.total(),
        examples / secondsPerBatch,
        secondsPerBatch);
  }
}
