package cellwise.checkpoint;

import ai.djl.ndarray.NDArray;
import cellwise.average.MovingAverages;
import cellwise.model.Network;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of one run: a folder with a file {@code step-500.safetensors} for each that is
 * kept. The newest five are, and one is saved every 600 s and at the end of each run, as
 * TensorFlow's {@code MonitoredTrainingSession} does, unless the caller says otherwise.
 */
public final class Checkpoints {
  private static final Pattern NAME = Pattern.compile("step-(0|[1-9][0-9]{0,17})\\.safetensors");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss-SSS", Locale.ROOT);

  private final Path folder;
  private final long steps;
  private final double seconds;
  private final Retention retention;
  private final Closeable held;

  private Checkpoints(
      Path folder, long steps, double seconds, Retention retention, Closeable held) {
    this.folder = folder;
    this.steps = steps;
    this.seconds = seconds;
    this.retention = retention;
    this.held = held;
  }

  /** Returns the checkpoints of a folder, which is made when the first is saved. */
  public static Checkpoints in(Path folder) {
    return new Checkpoints(folder, 0, 600, new Retention(5, Duration.ZERO), null);
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
    return new Checkpoints(folder, n, Double.POSITIVE_INFINITY, retention, held);
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
    return new Checkpoints(folder, 0, interval, retention, held);
  }

  /**
   * Returns these, with more or fewer of the newest kept.
   *
   * @param last positive
   */
  public Checkpoints keepingLast(int last) {
    return new Checkpoints(folder, steps, seconds, new Retention(last, retention.period()), held);
  }

  /** Returns these, with the first of every such period of the clock kept for good. */
  public Checkpoints keepingOneEvery(Duration period) {
    return new Checkpoints(folder, steps, seconds, new Retention(retention.last(), period), held);
  }

  /** Returns where they are. */
  public Path folder() {
    return folder;
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
   * Returns what is there, good or broken, from the first step to the last.
   *
   * @throws IOException if the folder cannot be read
   */
  public List<Checkpoint> all() throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    List<Checkpoint> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches() && Files.isRegularFile(file)) {
          all.add(new Checkpoint(file, Long.parseLong(name.group(1))));
        }
      }
    }
    all.sort(Comparator.comparingLong(Checkpoint::step));
    return all;
  }

  /**
   * Takes the folder for one session; closing gives it back.
   *
   * @throws IllegalStateException if another session trains in it; the message names that one
   * @throws IOException if the folder cannot be written in
   */
  public Closeable claim() throws IOException {
    return held == null ? Claim.of(folder) : () -> {};
  }

  /**
   * Sees before a save that the folder is still the one that was taken; where it was removed or
   * moved away, another is taken in its place.
   *
   * @param claim from {@link #claim}
   * @throws IOException if somebody else has taken it meanwhile
   */
  public void keep(Closeable claim) throws IOException {
    if ((held == null ? claim : held) instanceof Claim taken) {
      taken.keep();
    }
  }

  /**
   * Returns these for a session of one who has taken the folder already, so that nobody else takes
   * it before the session's first run or between two.
   *
   * @param claim from {@link #claim}; the caller closes it after the last run
   */
  public Checkpoints heldBy(Closeable claim) {
    return new Checkpoints(folder, steps, seconds, retention, claim);
  }

  /**
   * Puts a training back to the newest checkpoint that can be read.
   *
   * @throws Checkpoint.UnfitException if it is of another network; nothing is changed then
   * @throws IOException if none can be read; nothing is changed then
   * @throws IllegalArgumentException if it was trained on other batches
   */
  public Resumption resume(TrainingState state) throws IOException {
    Resumption newest = newest(state.arrays());
    if (newest.checkpoint().isEmpty()) {
      Fingerprint.of(state, 0); // what cannot be told of the run is found now, not at a save
      return newest;
    }
    List<String> differences = newest.checkpoint().get().restore(state);
    return new Resumption(newest.checkpoint(), newest.passedOver(), differences);
  }

  /**
   * Puts the variables and averages of the newest checkpoint back that can be read.
   *
   * @throws Checkpoint.UnfitException if it is of another network; nothing is changed then
   * @throws IOException if there is none that can be read; nothing is changed then
   */
  public Resumption restore(Network net, MovingAverages averages) throws IOException {
    Resumption newest = newest(TrainingState.arrays(net, List.of(averages)));
    newest
        .checkpoint()
        .orElseThrow(
            () -> new IOException(folder + " has no checkpoint: train first, with this folder"))
        .restore(net, averages);
    return newest;
  }

  private Resumption newest(Map<String, NDArray> arrays) throws IOException {
    List<String> passedOver = new ArrayList<>();
    List<Checkpoint> all = all();
    for (int i = all.size() - 1; i >= 0; i--) {
      try {
        all.get(i).check(arrays);
        return new Resumption(Optional.of(all.get(i)), passedOver, List.of());
      } catch (Checkpoint.UnfitException | InterruptedIOException e) {
        throw e; // not to be passed over in silence
      } catch (IOException e) {
        passedOver.add(e instanceof FileSystemException ? e.toString() : e.getMessage());
      }
    }
    if (!passedOver.isEmpty()) {
      throw new IOException(
          "no checkpoint in %s can be read: %s; move them away to start anew"
              .formatted(folder, String.join("; ", passedOver)));
    }
    return new Resumption(Optional.empty(), List.of(), List.of());
  }

  /**
   * Checks before a session trains that its last step is the newest one here.
   *
   * @throws IllegalStateException if another session has gone on meanwhile, of whatever network
   */
  public void requireNewest(TrainingState state, long step) throws IOException {
    for (Checkpoint later : after(step)) {
      try {
        later.check(state.arrays());
      } catch (InterruptedIOException e) {
        throw e;
      } catch (Checkpoint.UnfitException e) {
        // of another network, but good, and later
      } catch (IOException e) {
        continue; // a broken one, that was passed over
      }
      throw new IllegalStateException(
          "this session is at step %d, but another one has saved %s: build the session anew, and it goes on from there"
              .formatted(step, later));
    }
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
    Files.createDirectories(folder);
    deleteParts();
    Path file = folder.resolve("step-" + step + ".safetensors");
    Checkpoint saved = Checkpoint.save(file, state, step);
    for (Checkpoint later : after(step)) {
      Files.move(
          later.file(),
          later.file().resolveSibling(later.file().getFileName() + ".broken"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    for (Checkpoint old : retention.superfluous(all())) {
      Files.deleteIfExists(old.file());
    }
    return saved;
  }

  /**
   * Moves every checkpoint into a folder below this one, so that a session starts anew here.
   *
   * @return that folder, which has the time in its name
   */
  public Path moveAside() throws IOException {
    Path aside = folder.resolve("before-" + TIME.format(LocalDateTime.now()));
    Files.createDirectory(aside);
    for (Checkpoint checkpoint : all()) {
      Files.move(checkpoint.file(), aside.resolve(checkpoint.file().getFileName()));
    }
    return aside;
  }

  private List<Checkpoint> after(long step) throws IOException {
    return all().stream().filter(checkpoint -> checkpoint.step() > step).toList();
  }

  /** What a process left behind that was killed while it wrote. */
  private void deleteParts() throws IOException {
    try (DirectoryStream<Path> parts =
        Files.newDirectoryStream(folder, "step-*" + Checkpoint.PART)) {
      for (Path part : parts) {
        Files.delete(part);
      }
    }
  }
}
