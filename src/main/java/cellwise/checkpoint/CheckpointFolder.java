package cellwise.checkpoint;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of one run, with a file {@code step-500.safetensors} for each checkpoint that is kept.
 *
 * @param path where it is; made when the first checkpoint is saved
 */
public record CheckpointFolder(Path path) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss-SSS", Locale.ROOT);

  /** How a checkpoint is opened. */
  @FunctionalInterface
  private interface Opening {
    CheckpointFile open(Checkpoint checkpoint) throws IOException;
  }

  /**
   * Returns what is there, good or broken, from the first step to the last.
   *
   * @throws IOException if the folder cannot be read
   */
  public List<Checkpoint> all() throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files
          .flatMap(file -> Checkpoint.in(file).stream())
          .sorted(Comparator.comparingLong(Checkpoint::step))
          .toList();
    }
  }

  /**
   * Returns the one of the last step, good or broken.
   *
   * @throws IOException if the folder cannot be read
   */
  public Optional<Checkpoint> newest() throws IOException {
    List<Checkpoint> all = all();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /**
   * Takes the folder for one session; closing the claim gives it back.
   *
   * @throws IllegalStateException if another session trains in it; the message names that one
   * @throws IOException if the folder cannot be written in
   */
  public Claim claim() throws IOException {
    return FolderLock.of(path);
  }

  /**
   * Puts a training back to the newest checkpoint that can be read.
   *
   * @throws Checkpoint.UnfitException if it is of another network; nothing is changed then
   * @throws IOException if none can be read; nothing is changed then
   * @throws IllegalArgumentException if it was trained on other batches
   */
  public Resumption resume(TrainingState state) throws IOException {
    List<String> passedOver = new ArrayList<>();
    Map<String, NDArray> arrays = state.arrays();
    Optional<SavedState> newest = newest(each -> CheckpointFile.open(each, arrays), passedOver);
    if (newest.isEmpty()) {
      Fingerprint.of(state, 0); // what cannot be told of the run is found now, not at a save
      Description.of(state, Optional.empty());
      return new Resumption(Optional.empty(), List.of(), List.of());
    }
    try (SavedState saved = newest.get()) {
      List<String> differences = saved.restore(state);
      return new Resumption(Optional.of(saved.checkpoint()), passedOver, differences);
    }
  }

  /**
   * Opens the newest checkpoint that can be read, of whatever network.
   *
   * @param passedOver gets a line for each newer one, why it was not taken
   * @return it, which the caller closes
   * @throws IOException if there is none that can be read
   */
  public SavedState open(List<String> passedOver) throws IOException {
    return newest(CheckpointFile::open, passedOver).orElseThrow(this::nothing);
  }

  private IOException nothing() {
    return new IOException(path + " has no checkpoint: train first, with this folder");
  }

  private Optional<SavedState> newest(Opening opening, List<String> passedOver) throws IOException {
    List<Checkpoint> all = all();
    for (int i = all.size() - 1; i >= 0; i--) {
      try {
        return Optional.of(new SavedState(opening.open(all.get(i))));
      } catch (Checkpoint.UnfitException | InterruptedIOException e) {
        throw e; // not to be passed over in silence
      } catch (IOException e) {
        passedOver.add(e instanceof FileSystemException ? e.toString() : e.getMessage());
      }
    }
    if (!passedOver.isEmpty()) {
      throw new IOException(
          "no checkpoint in %s can be read: %s; move them away to start anew"
              .formatted(path, String.join("; ", passedOver)));
    }
    return Optional.empty();
  }

  /**
   * Checks before a session trains that its last step is the newest one here.
   *
   * @throws IllegalStateException if another session has gone on meanwhile, of whatever network
   */
  public void requireNewest(TrainingState state, long step) throws IOException {
    for (Checkpoint later : after(step)) {
      try {
        CheckpointFile.open(later, state.arrays()).close();
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

  /** Saves, and gives broken ones of later steps {@code .broken} behind their names. */
  Checkpoint save(TrainingState state, Optional<String> recipe, long step) throws IOException {
    Files.createDirectories(path);
    deleteParts();
    Checkpoint saved = Checkpoint.save(path, state, recipe, step);
    for (Checkpoint later : after(step)) {
      Files.move(
          later.file(),
          later.file().resolveSibling(later.file().getFileName() + ".broken"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    return saved;
  }

  /**
   * Moves every checkpoint into a folder below this one, so that a session starts anew here.
   *
   * @return that folder, which has the time in its name
   */
  public Path moveAside() throws IOException {
    Path aside = path.resolve("before-" + TIME.format(LocalDateTime.now()));
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
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(path, "step-*" + Checkpoint.PART)) {
      for (Path part : parts) {
        Files.delete(part);
      }
    }
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
