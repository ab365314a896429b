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
import java.util.Optional;

/**
 * What a checkpoint holds: its file, open and found to be whole. What is restored comes from the
 * bytes that were checked, whatever becomes of the file's name.
 */
public final class SavedState implements Closeable {
  /** A file may have so many times what is looked for, such as further averages. */
  private static final long MOST_TIMES_WANTED = 4;

  private final Checkpoint checkpoint;
  private final Safetensors saved;

  private SavedState(Checkpoint checkpoint, Safetensors saved) {
    this.checkpoint = checkpoint;
    this.saved = saved;
  }

  /** What a file is asked for, before it is read through or after. */
  @FunctionalInterface
  private interface Requirement {
    void of(SavedState state) throws IOException;
  }

  /**
   * Opens a checkpoint of whatever network and reads it through.
   *
   * @throws InterruptedIOException if this thread is interrupted
   * @throws IOException if it is broken, or larger than what this process can hold
   */
  static SavedState open(Checkpoint checkpoint) throws IOException {
    return open(checkpoint, SavedState::requireRoom, state -> {});
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
    return open(checkpoint, state -> state.requireSize(arrays), state -> state.requireFit(arrays));
  }

  private static SavedState open(Checkpoint checkpoint, Requirement before, Requirement after)
      throws IOException {
    try {
      SavedState state = new SavedState(checkpoint, Safetensors.open(checkpoint.file()));
      try {
        before.of(state);
        state.saved.verify();
        state.requireStep();
        after.of(state);
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

  private void requireRoom() throws IOException {
    long room = Runtime.getRuntime().maxMemory();
    if (saved.dataBytes() > room) {
      throw new IOException(
          "%s has %d bytes of numbers, this Java holds at most %d: give it more by JAVA_TOOL_OPTIONS=-Xmx"
              .formatted(file(), saved.dataBytes(), room));
    }
  }

  private void requireSize(Map<String, NDArray> arrays) throws IOException {
    long wanted = arrays.values().stream().mapToLong(a -> Tensor.Kind.of(a).bytes()).sum();
    if (saved.dataBytes() > MOST_TIMES_WANTED * wanted + (1 << 20)) {
      throw new Checkpoint.UnfitException(
          "%s has %d bytes of numbers, this network with its averages has %d: it is of another one"
              .formatted(file(), saved.dataBytes(), wanted));
    }
  }

  private void requireStep() throws IOException {
    requireKind(TrainingState.GLOBAL_STEP, Tensor.Kind.COUNT);
    requireKind(TrainingState.POSITION, Tensor.Kind.COUNT);
    long step = saved.tensor(TrainingState.GLOBAL_STEP).count();
    if (step != checkpoint.step() || saved.tensor(TrainingState.POSITION).count() < 0) {
      throw new IOException(
          "%s is of step %d: it has another one's name, or was made by hand"
              .formatted(file(), step));
    }
  }

  private void requireFit(Map<String, NDArray> arrays) throws IOException {
    for (Map.Entry<String, NDArray> array : arrays.entrySet()) {
      requireKind(array.getKey(), Tensor.Kind.of(array.getValue()));
    }
  }

  private void requireKind(String name, Tensor.Kind wanted) throws IOException {
    Tensor.Kind found = saved.kinds().get(name);
    if (!wanted.equals(found)) {
      throw new Checkpoint.UnfitException(
          "%s has %s for %s, must have %s: it is of another network, other averages or another optimizer"
              .formatted(file(), found == null ? "nothing" : found, name, wanted));
    }
  }

  /** Returns which checkpoint it is. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /**
   * Returns what it tells of its training; nothing if it is of a version of this library that did
   * not tell yet.
   *
   * @throws IOException if it tells what cannot be
   */
  public Optional<Description> description() throws IOException {
    try {
      return Description.read(saved.metadata());
    } catch (IOException e) {
      throw new IOException("%s tells wrongly: %s".formatted(file(), e.getMessage()), e);
    }
  }

  /** Returns whether it has moving averages of the variables. */
  public boolean hasAverages() {
    return saved.kinds().keySet().stream().anyMatch(name -> name.endsWith(TrainingState.AVERAGE));
  }

  /**
   * Puts the variables into a network as they were trained.
   *
   * @throws Checkpoint.UnfitException if it is of another network; nothing is changed then
   * @throws IOException if it cannot be read; nothing is changed then
   */
  public void restore(Network net) throws IOException {
    put(net, net.arrays());
  }

  /**
   * Puts the averages of the variables into a network in their place.
   *
   * @throws Checkpoint.UnfitException if it is of another network, or has no averages; nothing is
   *     changed then
   * @throws IOException if it cannot be read; nothing is changed then
   */
  public void restoreAveraged(Network net) throws IOException {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    net.arrays().forEach((name, array) -> arrays.put(name + TrainingState.AVERAGE, array));
    put(net, arrays);
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
  void restore(Network net, MovingAverages averages) throws IOException {
    put(net, TrainingState.arrays(net, List.of(averages)));
  }

  /** Everything is read before anything is changed. */
  private void put(Network net, Map<String, NDArray> arrays) throws IOException {
    requireFit(arrays);
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
