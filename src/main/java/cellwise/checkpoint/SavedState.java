package cellwise.checkpoint;

import ai.djl.ndarray.NDArray;
import cellwise.average.MovingAverages;
import cellwise.data.Batches;
import cellwise.model.Network;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a checkpoint holds: its file, open and found to be whole. What is restored comes from the
 * bytes that were checked, whatever becomes of the file's name.
 */
final class SavedState implements Closeable {
  /** A file may have so many times what is looked for, such as further averages. */
  private static final long MOST_TIMES_WANTED = 4;

  private final Checkpoint checkpoint;
  private final Safetensors saved;

  private SavedState(Checkpoint checkpoint, Safetensors saved) {
    this.checkpoint = checkpoint;
    this.saved = saved;
  }

  /**
   * Opens a checkpoint and reads it through.
   *
   * @param arrays what it must fit, so that a file much larger is not read at all
   * @throws Checkpoint.UnfitException if it is of another network
   * @throws InterruptedIOException if this thread is interrupted
   * @throws IOException if it is broken
   */
  static SavedState open(Checkpoint checkpoint, Map<String, NDArray> arrays) throws IOException {
    try {
      SavedState state = new SavedState(checkpoint, Safetensors.open(checkpoint.file()));
      try {
        state.requireSize(arrays);
        state.saved.verify();
        state.requireFit(arrays);
        return state;
      } catch (IOException | RuntimeException | Error e) {
        state.close();
        throw e;
      }
    } catch (ClosedByInterruptException e) {
      throw new InterruptedIOException("interrupted while " + checkpoint.file() + " was read");
    }
  }

  private Path file() {
    return checkpoint.file();
  }

  private void requireSize(Map<String, NDArray> arrays) throws IOException {
    long wanted = arrays.values().stream().mapToLong(a -> Tensor.Kind.of(a).bytes()).sum();
    if (saved.dataBytes() > MOST_TIMES_WANTED * wanted + (1 << 20)) {
      throw new Checkpoint.UnfitException(
          "%s has %d bytes of numbers, this network with its averages has %d: it is of another one"
              .formatted(file(), saved.dataBytes(), wanted));
    }
  }

  private void requireFit(Map<String, NDArray> arrays) throws IOException {
    Map<String, Tensor.Kind> wanted = new LinkedHashMap<>();
    wanted.put(TrainingState.GLOBAL_STEP, Tensor.Kind.COUNT);
    wanted.put(TrainingState.POSITION, Tensor.Kind.COUNT);
    arrays.forEach((name, array) -> wanted.put(name, Tensor.Kind.of(array)));
    for (Map.Entry<String, Tensor.Kind> kind : wanted.entrySet()) {
      Tensor.Kind found = saved.kinds().get(kind.getKey());
      if (!kind.getValue().equals(found)) {
        throw new Checkpoint.UnfitException(
            "%s has %s for %s, must have %s: it is of another network, other averages or another optimizer"
                .formatted(
                    file(), found == null ? "nothing" : found, kind.getKey(), kind.getValue()));
      }
    }
    long step = saved.tensor(TrainingState.GLOBAL_STEP).count();
    if (step != checkpoint.step() || saved.tensor(TrainingState.POSITION).count() < 0) {
      throw new IOException(
          "%s is of step %d: it has another one's name, or was made by hand"
              .formatted(file(), step));
    }
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  /**
   * Puts everything back, so that training goes on as if it had never ended.
   *
   * @return what is not as it was, in words, as far as the file tells; empty if it tells no
   *     difference
   * @throws IOException if it cannot be read; nothing is changed then
   * @throws IllegalArgumentException if the batches are not those that it was trained on
   */
  List<String> restore(TrainingState state) throws IOException {
    List<String> differences =
        Fingerprint.of(state, checkpoint.step()).differences(file(), saved.metadata());
    Map<String, Float> losses = losses();
    Map<String, NDArray> arrays = state.arrays();
    Map<String, Tensor> tensors = tensors(arrays);
    move(state.batches(), saved.tensor(TrainingState.POSITION).count());
    state.net().alone(() -> copy(tensors, arrays));
    state.losses().set(losses);
    return differences;
  }

  /** Puts the variables and their averages back. */
  void restore(Network net, List<MovingAverages> averages) throws IOException {
    Map<String, NDArray> arrays = TrainingState.arrays(net, averages);
    Map<String, Tensor> tensors = tensors(arrays);
    net.alone(() -> copy(tensors, arrays));
  }

  private Map<String, Float> losses() throws IOException {
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
  private Map<String, Tensor> tensors(Map<String, NDArray> arrays) throws IOException {
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
              .formatted(file(), position, TrainingState.POSITION, e.getMessage()),
          e);
    }
  }

  @Override
  public void close() throws IOException {
    saved.close();
  }
}
