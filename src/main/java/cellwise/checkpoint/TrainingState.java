package cellwise.checkpoint;

import ai.djl.ndarray.NDArray;
import cellwise.average.MovingAverages;
import cellwise.average.RunningMean;
import cellwise.data.Batches;
import cellwise.loss.TotalLoss;
import cellwise.model.Network;
import cellwise.optim.Optimizer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Everything that decides how a training goes on. Where all randomness comes from a seed and a
 * position, there is no more than this.
 *
 * @param net its variables and statistics
 * @param loss only compared
 * @param averages those of its variables, in the order in which they are updated
 * @param losses the averaged losses
 * @param batches the position in the pictures, and in their distortions
 * @param optimizer its slots; its rate is a pure function of the step, so only compared
 */
public record TrainingState(
    Network net,
    TotalLoss loss,
    List<MovingAverages> averages,
    RunningMean losses,
    Batches batches,
    Optimizer optimizer) {
  static final String GLOBAL_STEP = "global_step";
  static final String POSITION = "batches/position";
  static final String LOSS = "/avg";
  static final String AVERAGE = "/ExponentialMovingAverage";

  /**
   * Keeps its own list of the averages.
   *
   * @throws IllegalArgumentException if the loss, averages or the optimizer are of another network
   */
  public TrainingState {
    averages = List.copyOf(averages);
    loss.requireOf(net);
    optimizer.requireOf(net);
    for (MovingAverages each : averages) {
      each.requireOf(net);
    }
  }

  /**
   * Returns the network's arrays and their averages under TensorFlow's names: an average is called
   * like its variable with {@code /ExponentialMovingAverage} behind it, the second one's with
   * {@code _1} after that.
   */
  static Map<String, NDArray> arrays(Network net, List<MovingAverages> averages) {
    averages.forEach(each -> each.requireOf(net));
    Map<String, NDArray> arrays = net.arrays();
    for (int i = 0; i < averages.size(); i++) {
      String suffix = i == 0 ? AVERAGE : AVERAGE + "_" + i;
      averages.get(i).values().forEach((name, average) -> arrays.put(name + suffix, average));
    }
    return arrays;
  }

  /**
   * Returns all arrays that training changes: variables, statistics, averages, the optimizer's
   * slots.
   */
  Map<String, NDArray> arrays() {
    Map<String, NDArray> arrays = arrays(net, averages);
    arrays.putAll(optimizer.slots());
    return arrays;
  }

  /**
   * Returns by name what all processes that train together must have alike, since otherwise each
   * would train something else: pictures, settings, code, engine. Not what may differ from machine
   * to machine, such as Java's version.
   */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>(Fingerprint.of(this, 0).text());
    settings.putAll(Description.of(this, Optional.empty()).text());
    settings.keySet().removeAll(Fingerprint.OF_THE_MACHINE);
    return settings;
  }

  /**
   * Returns everything as the bytes of a checkpoint, for another process.
   *
   * @param step how many steps were made
   * @throws IOException if there is no room for a file in the folder for such
   * @throws Checkpoint.NotFiniteException if a number is NaN or infinite
   */
  public byte[] checkpoint(long step) throws IOException {
    return Passage.bytes(this, step);
  }

  /**
   * Puts everything back to what another process had.
   *
   * @param checkpoint what {@link #checkpoint} gave there
   * @return how many steps were made
   * @throws IOException if it is broken, or of another network; nothing is changed then
   * @throws IllegalArgumentException if it was trained on other batches
   */
  public long goOnFrom(byte[] checkpoint) throws IOException {
    return Passage.restore(this, checkpoint);
  }

  /** Copies everything, as of a step, in an order that is always the same. */
  Map<String, Tensor> tensors(long globalStep) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(GLOBAL_STEP, Tensor.of(globalStep));
    tensors.put(POSITION, Tensor.of(batches.position()));
    new TreeMap<>(losses.means())
        .forEach((name, mean) -> tensors.put(name + LOSS, Tensor.of((float) mean)));
    net.alone(() -> arrays().forEach((name, array) -> tensors.put(name, Tensor.of(array))));
    return tensors;
  }
}
