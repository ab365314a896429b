package cellwise.checkpoint;

import ai.djl.ndarray.NDArray;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The file of a checkpoint, open and found to be whole: what is read from it is what was checked,
 * whatever becomes of its name.
 */
final class CheckpointFile implements Closeable {
  /** A file may have so many times what is looked for, such as further averages. */
  private static final long MOST_TIMES_WANTED = 4;

  private final Checkpoint checkpoint;
  private final Safetensors saved;

  private CheckpointFile(Checkpoint checkpoint, Safetensors saved) {
    this.checkpoint = checkpoint;
    this.saved = saved;
  }

  /** What a file is asked for, before it is read through or after. */
  @FunctionalInterface
  private interface Requirement {
    void of(CheckpointFile file) throws IOException;
  }

  /**
   * Opens a checkpoint of whatever network and reads it through.
   *
   * @throws InterruptedIOException if this thread is interrupted
   * @throws IOException if it is broken, or larger than what this process can hold
   */
  static CheckpointFile open(Checkpoint checkpoint) throws IOException {
    return open(checkpoint, CheckpointFile::requireRoom, file -> {});
  }

  /**
   * Opens a checkpoint and reads it through.
   *
   * @param arrays what it must fit, so that a file much larger is not read at all
   * @throws Checkpoint.UnfitException if it is of another network
   * @throws InterruptedIOException if this thread is interrupted
   * @throws IOException if it is broken
   */
  static CheckpointFile open(Checkpoint checkpoint, Map<String, NDArray> arrays)
      throws IOException {
    return open(checkpoint, file -> file.requireSize(arrays), file -> file.requireFit(arrays));
  }

  private static CheckpointFile open(Checkpoint checkpoint, Requirement before, Requirement after)
      throws IOException {
    try {
      CheckpointFile file = new CheckpointFile(checkpoint, Safetensors.open(checkpoint.file()));
      try {
        before.of(file);
        file.saved.verify();
        file.requireStep();
        after.of(file);
        return file;
      } catch (IOException | RuntimeException | Error e) {
        file.close();
        throw e;
      }
    } catch (ClosedByInterruptException e) {
      throw new InterruptedIOException("interrupted while " + checkpoint.file() + " was read");
    }
  }

  private void requireRoom() throws IOException {
    long room = Runtime.getRuntime().maxMemory();
    if (saved.dataBytes() > room) {
      throw new IOException(
          "%s has %d bytes of numbers, this Java holds at most %d: give it more by JAVA_TOOL_OPTIONS=-Xmx"
              .formatted(checkpoint.file(), saved.dataBytes(), room));
    }
  }

  private void requireSize(Map<String, NDArray> arrays) throws IOException {
    long wanted = arrays.values().stream().mapToLong(a -> Tensor.Kind.of(a).bytes()).sum();
    if (saved.dataBytes() > MOST_TIMES_WANTED * wanted + (1 << 20)) {
      throw new Checkpoint.UnfitException(
          "%s has %d bytes of numbers, this network with its averages has %d: it is of another one"
              .formatted(checkpoint.file(), saved.dataBytes(), wanted));
    }
  }

  private void requireStep() throws IOException {
    requireKind(TrainingState.GLOBAL_STEP, Tensor.Kind.COUNT);
    requireKind(TrainingState.POSITION, Tensor.Kind.COUNT);
    long step = saved.tensor(TrainingState.GLOBAL_STEP).count();
    if (step != checkpoint.step() || saved.tensor(TrainingState.POSITION).count() < 0) {
      throw new IOException(
          "%s is of step %d: it has another one's name, or was made by hand"
              .formatted(checkpoint.file(), step));
    }
  }

  /**
   * Checks that it has what goes into some arrays.
   *
   * @param arrays by the names that the file has for them
   */
  void requireFit(Map<String, NDArray> arrays) throws IOException {
    for (Map.Entry<String, NDArray> array : arrays.entrySet()) {
      requireKind(array.getKey(), Tensor.Kind.of(array.getValue()));
    }
  }

  private void requireKind(String name, Tensor.Kind wanted) throws IOException {
    Tensor.Kind found = saved.kinds().get(name);
    if (!wanted.equals(found)) {
      throw new Checkpoint.UnfitException(
          "%s has %s for %s, must have %s: it is of another network, other averages or another optimizer"
              .formatted(checkpoint.file(), found == null ? "nothing" : found, name, wanted));
    }
  }

  Checkpoint checkpoint() {
    return checkpoint;
  }

  Map<String, String> metadata() {
    return saved.metadata();
  }

  /** Returns what it has, by name. */
  Map<String, Tensor.Kind> kinds() {
    return saved.kinds();
  }

  long position() throws IOException {
    return saved.tensor(TrainingState.POSITION).count();
  }

  float number(String name) throws IOException {
    return saved.tensor(name).number();
  }

  /** Reads what goes into arrays that it fits, all of it before any is changed. */
  Map<String, Tensor> tensors(Map<String, NDArray> arrays) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : arrays.keySet()) {
      tensors.put(name, saved.tensor(name));
    }
    return tensors;
  }

  @Override
  public void close() throws IOException {
    saved.close();
  }
}
