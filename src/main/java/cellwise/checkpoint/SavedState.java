package cellwise.checkpoint;

import ai.djl.ndarray.NDArray;
import cellwise.data.Batches;
import cellwise.model.Network;
import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a checkpoint holds, read through and found to be whole. The caller closes it. */
public final class SavedState implements Closeable {
  private final CheckpointFile saved;

  SavedState(CheckpointFile saved) {
    this.saved = saved;
  }

  /** Returns which checkpoint it is. */
  public Checkpoint checkpoint() {
    return saved.checkpoint();
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
      throw new IOException(
          "%s tells wrongly: %s".formatted(checkpoint().file(), e.getMessage()), e);
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
        Fingerprint.of(state, checkpoint().step())
            .differences(checkpoint().file(), saved.metadata());
    Map<String, Float> losses = losses();
    Map<String, NDArray> arrays = state.arrays();
    Map<String, Tensor> tensors = saved.tensors(arrays);
    move(state.batches(), saved.position());
    state.net().alone(() -> copy(tensors, arrays));
    state.losses().set(losses);
    return differences;
  }

  /** Everything is read before anything is changed. */
  private void put(Network net, Map<String, NDArray> arrays) throws IOException {
    saved.requireFit(arrays);
    Map<String, Tensor> tensors = saved.tensors(arrays);
    net.alone(() -> copy(tensors, arrays));
  }

  private Map<String, Float> losses() throws IOException {
    Map<String, Float> losses = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor.Kind> kind : saved.kinds().entrySet()) {
      String name = kind.getKey();
      if (name.endsWith(TrainingState.LOSS) && kind.getValue().equals(Tensor.Kind.NUMBER)) {
        losses.put(
            name.substring(0, name.length() - TrainingState.LOSS.length()), saved.number(name));
      }
    }
    return losses;
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
              .formatted(checkpoint().file(), position, TrainingState.POSITION, e.getMessage()),
          e);
    }
  }

  @Override
  public void close() throws IOException {
    saved.close();
  }
}
