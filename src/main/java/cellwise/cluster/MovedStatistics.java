package cellwise.cluster;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import cellwise.engine.ArrayCopy;
import cellwise.engine.InPlace;
import cellwise.model.Network;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The statistics of batch normalization as several replicas have moved them, each from where they
 * were and by its own part of the batch. Their mean is where they are after the step.
 */
final class MovedStatistics implements AutoCloseable {
  private final Network net;
  private final NDManager scope;
  private final Map<String, NDArray> before;
  private final Map<String, NDArray> sums = new LinkedHashMap<>();
  private int count;

  /** Remembers where they are now. */
  MovedStatistics(Network net) {
    this.net = net;
    scope = net.manager().newSubManager();
    scope.setName("moved statistics");
    before = copies(net);
  }

  private Map<String, NDArray> copies(Network of) {
    Map<String, NDArray> copies = new LinkedHashMap<>();
    of.statistics().forEach((name, array) -> copies.put(name, ArrayCopy.of(array, scope)));
    return copies;
  }

  /** Adds those that a replica has moved. */
  void add(Network replica) {
    copies(replica).forEach(this::add);
    count++;
  }

  private void add(String name, NDArray moved) {
    NDArray sum = sums.putIfAbsent(name, moved);
    if (sum != null) {
      InPlace.subtract(sum, -1, moved);
      moved.close();
    }
  }

  /** Puts the network's back to where they were, for the next part to move. */
  void restore() {
    before.forEach((name, array) -> InPlace.set(net.statistics().get(name), array));
  }

  /** Puts the network's to the mean of those that were added. */
  void apply() {
    sums.forEach((name, sum) -> InPlace.set(net.statistics().get(name), sum.divi(count)));
  }

  @Override
  public void close() {
    scope.close();
  }
}
