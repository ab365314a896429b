package cellwise.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * When the checkpoints of one run are saved, and which are kept. The newest five are, and one is
 * saved every 600 s and at the end of each run, as TensorFlow's {@code MonitoredTrainingSession}
 * does, unless the caller says otherwise.
 */
public final class Checkpoints {
  private final CheckpointFolder folder;
  private final long steps;
  private final double seconds;
  private final Retention retention;
  private final Claim held;
  private final String recipe;

  private Checkpoints(
      CheckpointFolder folder,
      long steps,
      double seconds,
      Retention retention,
      Claim held,
      String recipe) {
    this.folder = folder;
    this.steps = steps;
    this.seconds = seconds;
    this.retention = retention;
    this.held = held;
    this.recipe = recipe;
  }

  /** Returns the checkpoints of a folder, which is made when the first is saved. */
  public static Checkpoints in(Path folder) {
    Retention lastFive = new Retention(5, Duration.ZERO);
    return new Checkpoints(new CheckpointFolder(folder), 0, 600, lastFive, null, null);
  }

  /**
   * Returns these, saved after every so many steps instead.
   *
   * @param n positive
   */
  public Checkpoints everySteps(long n) {
    if (n < 1) {
      throw new IllegalArgumentException("n is " + n + ", must be positive");
    }
    return new Checkpoints(folder, n, Double.POSITIVE_INFINITY, retention, held, recipe);
  }

  /**
   * Returns these, saved after the step at which so much time has passed instead.
   *
   * @param interval positive
   */
  public Checkpoints everySeconds(double interval) {
    if (!(interval > 0)) {
      throw new IllegalArgumentException("interval is " + interval + ", must be positive");
    }
    return new Checkpoints(folder, 0, interval, retention, held, recipe);
  }

  /**
   * Returns these, with more or fewer of the newest kept.
   *
   * @param last positive
   */
  public Checkpoints keepingLast(int last) {
    return new Checkpoints(
        folder, steps, seconds, new Retention(last, retention.period()), held, recipe);
  }

  /** Returns these, with the first of every such period of the clock kept for good. */
  public Checkpoints keepingOneEvery(Duration period) {
    return new Checkpoints(
        folder, steps, seconds, new Retention(retention.last(), period), held, recipe);
  }

  /**
   * Returns these for a session of one who has taken the folder already, so that nobody else takes
   * it before the session's first run or between two.
   *
   * @param claim of this folder; the caller closes it after the last run
   */
  public Checkpoints heldBy(Claim claim) {
    return new Checkpoints(folder, steps, seconds, retention, claim, recipe);
  }

  /**
   * Returns these, which tell by which recipe the network was trained.
   *
   * @param name such as {@code fast}
   */
  public Checkpoints ofRecipe(String name) {
    return new Checkpoints(folder, steps, seconds, retention, held, name);
  }

  /** Returns where they are. */
  public CheckpointFolder folder() {
    return folder;
  }

  /**
   * Takes the folder for one session, or lends it the claim of who has taken it already.
   *
   * @throws IllegalStateException if another session trains in it; the message names that one
   * @throws IOException if the folder cannot be written in
   */
  public Claim claim() throws IOException {
    return held == null ? folder.claim() : held.lent();
  }

  /**
   * Returns whether it is time to save.
   *
   * @param step how many steps were made
   * @param secondsSinceLast the time since the last one was saved
   */
  public boolean isDue(long step, double secondsSinceLast) {
    return steps > 0 && step % steps == 0 || secondsSinceLast >= seconds;
  }

  /**
   * Saves, and then deletes those that need not be kept. Broken ones of later steps get {@code
   * .broken} behind their names.
   *
   * @param step how many steps were made
   * @throws IOException if it cannot be written, and those that were there before are untouched
   *     then; or if it is written, but those that need not be kept cannot be removed
   * @throws Checkpoint.NotFiniteException if a number is NaN or infinite
   */
  public Checkpoint save(TrainingState state, long step) throws IOException {
    Checkpoint saved = folder.save(state, Optional.ofNullable(recipe), step);
    for (Checkpoint old : retention.superfluous(folder.all())) {
      Files.deleteIfExists(old.file());
    }
    return saved;
  }
}
