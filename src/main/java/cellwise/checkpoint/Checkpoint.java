package cellwise.checkpoint;

import ai.djl.ndarray.NDArray;
import cellwise.average.MovingAverages;
import cellwise.data.Batches;
import cellwise.model.Network;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The whole state of a training after a step, in one file.
 *
 * <p>The file is in the safetensors format, which other tools open and which holds no code. A
 * variable has its own name, such as {@code conv1/weights}; {@code global_step} is the number of
 * steps made, {@code batches/position} that of the next batch, {@code total_loss/avg} an averaged
 * loss.
 *
 * @param file where it is
 * @param step how many steps were made
 */
public record Checkpoint(Path file, long step) {
  static final String PART = ".part";

  /** A file may have more than what is looked for, such as further averages, within reason. */
  private static final long REASON = 4;

  /**
   * Writes aside, waits for the disk, renames: a file that was there is replaced whole or kept.
   *
   * @throws IOException if it cannot be written; nothing half written is left then
   * @throws NotFiniteException if a number is NaN or infinite: that state is not worth keeping
   */
  static Checkpoint save(Path file, TrainingState state, long step) throws IOException {
    Map<String, Tensor> tensors = state.tensors(step);
    tensors.forEach(
        (name, tensor) -> {
          if (!tensor.isFinite()) {
            throw new NotFiniteException(
                "%s has numbers that are NaN or infinite after %d steps: the model diverged, and this is not saved; build the network anew with a smaller learning rate"
                    .formatted(name, step));
          }
        });
    Path aside = file.resolveSibling(file.getFileName() + PART);
    try {
      Safetensors.write(aside, Fingerprint.of(state, step).text(), tensors);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      syncFolder(file.toAbsolutePath().getParent());
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(aside);
      throw e;
    }
    return new Checkpoint(file, step);
  }

  /**
   * Puts everything back, so that training goes on as if it had never ended.
   *
   * @return what is not as it was, in words, as far as the file tells; empty if it tells no
   *     difference
   * @throws IOException if the file is broken or of another network; nothing is changed then
   * @throws IllegalArgumentException if the batches are not those that it was trained on
   */
  List<String> restore(TrainingState state) throws IOException {
    try (Safetensors saved = Safetensors.open(file)) {
      Map<String, NDArray> arrays = state.arrays();
      check(saved, arrays);
      List<String> differences = Fingerprint.of(state, step).differences(file, saved.metadata());
      Map<String, Float> losses = losses(saved);
      Map<String, Tensor> tensors = tensors(saved, arrays);
      move(state.batches(), saved.tensor(TrainingState.POSITION).count());
      state.net().alone(() -> copy(tensors, arrays));
      state.losses().set(losses);
      return differences;
    }
  }

  /**
   * Puts the variables and their averages back, to look at them or evaluate them.
   *
   * @throws IOException if the file is broken or of another network; nothing is changed then
   * @throws IllegalArgumentException if the averages are of another network than {@code net}
   */
  public void restore(Network net, MovingAverages averages) throws IOException {
    try (Safetensors saved = Safetensors.open(file)) {
      Map<String, NDArray> arrays = TrainingState.arrays(net, List.of(averages));
      check(saved, arrays);
      Map<String, Tensor> tensors = tensors(saved, arrays);
      net.alone(() -> copy(tensors, arrays));
    }
  }

  /**
   * Returns what the file tells of the run that wrote it, such as {@code seed}, {@code data},
   * {@code java}.
   */
  public Map<String, String> settings() throws IOException {
    try (Safetensors saved = Safetensors.open(file)) {
      return saved.metadata();
    }
  }

  /**
   * Reads the file through, and changes nothing.
   *
   * @param arrays what it should fit, so that a file much larger is not read at all
   * @throws UnfitException if it is of another network
   * @throws InterruptedIOException if this thread is interrupted
   * @throws IOException if it is broken
   */
  void check(Map<String, NDArray> arrays) throws IOException {
    try (Safetensors saved = Safetensors.open(file)) {
      check(saved, arrays);
    } catch (ClosedByInterruptException e) {
      throw new InterruptedIOException("interrupted while " + file + " was read");
    }
  }

  private void check(Safetensors saved, Map<String, NDArray> arrays) throws IOException {
    long wanted = arrays.values().stream().mapToLong(a -> Tensor.Kind.of(a).bytes()).sum();
    if (saved.dataBytes() > REASON * wanted + (1 << 20)) {
      throw new UnfitException(
          "%s has %d bytes of numbers, this network with its averages has %d: it is of another one"
              .formatted(file, saved.dataBytes(), wanted));
    }
    saved.verify();
    Map<String, Tensor.Kind> wantedKinds = new LinkedHashMap<>();
    wantedKinds.put(TrainingState.GLOBAL_STEP, Tensor.Kind.COUNT);
    wantedKinds.put(TrainingState.POSITION, Tensor.Kind.COUNT);
    arrays.forEach((name, array) -> wantedKinds.put(name, Tensor.Kind.of(array)));
    for (Map.Entry<String, Tensor.Kind> kind : wantedKinds.entrySet()) {
      Tensor.Kind found = saved.kinds().get(kind.getKey());
      if (!kind.getValue().equals(found)) {
        throw new UnfitException(
            "%s has %s for %s, must have %s: it is of another network, other averages or another optimizer"
                .formatted(
                    file, found == null ? "nothing" : found, kind.getKey(), kind.getValue()));
      }
    }
    long found = saved.tensor(TrainingState.GLOBAL_STEP).count();
    if (found != step || saved.tensor(TrainingState.POSITION).count() < 0) {
      throw new IOException(
          "%s is of step %d: it has another one's name, or was made by hand"
              .formatted(file, found));
    }
  }

  /** A rename is on the disk when its folder is. Windows has no way to say so, and no need. */
  private static void syncFolder(Path folder) throws IOException {
    if (File.separatorChar == '/') {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static Map<String, Float> losses(Safetensors saved) throws IOException {
    Map<String, Float> losses = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor.Kind> kind : saved.kinds().entrySet()) {
      String name = kind.getKey();
      if (name.endsWith(TrainingState.LOSS) && kind.getValue().equals(Tensor.Kind.NUMBER)) {
        losses.put(
            name.substring(0, name.length() - TrainingState.LOSS.length()),
            saved.tensor(name).number());
      }
    }
    return losses;
  }

  /** Everything is read before anything is changed. */
  private static Map<String, Tensor> tensors(Safetensors saved, Map<String, NDArray> arrays)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : arrays.keySet()) {
      tensors.put(name, saved.tensor(name));
    }
    return tensors;
  }

  private static void copy(Map<String, Tensor> tensors, Map<String, NDArray> to) {
    to.forEach((name, array) -> tensors.get(name).copyTo(array));
  }

  private void move(Batches batches, long position) throws IOException {
    try {
      batches.moveTo(position);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "%s has %d for %s, no training comes that far: it was made by hand (%s)"
              .formatted(file, position, TrainingState.POSITION, e.getMessage()),
          e);
    }
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s, after %,d steps", file, step);
  }

  /** A state is not saved, since it has numbers that are NaN or infinite. */
  public static final class NotFiniteException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    NotFiniteException(String message) {
      super(message);
    }
  }

  /** A checkpoint is of another network. */
  public static final class UnfitException extends IOException {
    private static final long serialVersionUID = 1;

    UnfitException(String message) {
      super(message);
    }
  }
}
