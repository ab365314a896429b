package cellwise.cluster;

import ai.djl.Device;
import cellwise.data.Batch;
import cellwise.engine.StartedEngine;
import cellwise.loss.Losses;
import cellwise.loss.Tags;
import cellwise.loss.TotalLoss;
import cellwise.model.Network;
import cellwise.optim.Gradients;
import cellwise.summary.Scalar;
import cellwise.summary.SummaryWriter;
import cellwise.train.Hook;
import cellwise.train.Ingredients;
import cellwise.train.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A step shared by the devices of a machine, as in the tutorial's {@code
 * cifar10_multi_gpu_train.py}: the batch is cut into parts of one size, each tower computes loss
 * and gradients of its own part, and one update by their mean changes the one set of variables.
 *
 * <p>The batch is the joint one: of {@code stream(128, …)} each of four towers has 32, and the step
 * is that of one device with 128. In the tutorial each tower takes 128 of its own, so that a step
 * sees 512; here that is {@code stream(512, …)}.
 *
 * <p>What a step records has the names that it has on one device: losses and gradients are the
 * towers' means, activations and pictures those of the joint batch. The tutorial makes its
 * summaries in the last tower's scope and cuts {@code tower_[0-9]*}{@code /} off their names, so
 * that all towers would share them; but {@code tf.summary} puts the scope back, and what is
 * recorded is {@code tower_3/…} of the last tower alone. Here only {@link #losses} and {@link
 * #scalars} have a tower in their names, as they are of one.
 *
 * <p>Batch normalization goes by its tower's part alone, so a network that has some trains
 * otherwise in towers than on one device. Its statistics are the mean of where the towers moved
 * them, each from where they were before the step.
 *
 * <p>Towers hold no arrays: those of the replicas are closed with the network.
 */
public final class Towers implements Step {
  private final Network net;

  /** One for each tower, on its device; the first is the network, and some may be the same. */
  private final List<Network> replicas;

  private volatile List<Losses> losses = List.of();

  Towers(Network net, List<Network> replicas) {
    this.net = net;
    this.replicas = List.copyOf(replicas);
  }

  /**
   * Returns towers on the devices that this machine has: if the network is on a GPU, each on the
   * next one as far as there are, then again from the first; on a CPU one after the other.
   *
   * @param count how many, positive
   * @param net whose variables are changed
   */
  public static Towers of(int count, Network net) {
    if (count < 1) {
      throw new IllegalArgumentException("towers is " + count + ", must be positive");
    }
    Device first = net.manager().getDevice();
    int gpus = StartedEngine.get().getGpuCount();
    return on(
        IntStream.range(0, count)
            .mapToObj(i -> first.isGpu() ? Device.gpu((first.getDeviceId() + i) % gpus) : first)
            .toList(),
        net);
  }

  /**
   * Returns a tower on each of some devices. Those on one device are computed one after the other.
   *
   * @param devices one or more, of which the first is the network's; one may be named again
   * @param net whose variables are changed
   * @throws IllegalArgumentException if the first is another one, or one is a GPU that there is not
   */
  public static Towers on(List<Device> devices, Network net) {
    net.requireOpen();
    Device own = net.manager().getDevice();
    if (devices.isEmpty() || !devices.get(0).equals(own)) {
      throw new IllegalArgumentException(
          "devices are %s, must begin with %s, where the network is: name that one first"
              .formatted(devices, own));
    }
    return new Towers(net, devices.stream().map(net::replicaOn).toList());
  }

  /**
   * Makes a step: one batch, a part for each tower.
   *
   * @throws IllegalArgumentException if the network is another one, or the batch cannot be cut into
   *     parts of one size; no batch is drawn then
   */
  @Override
  public Made make(Ingredients of, long step, BiConsumer<Batch, Gradients> beforeUpdate) {
    of.net().requirePart(net, "the towers' network", "Towers.of(..., net)");
    requireParts(of.batches().batchSize() / of.batches().shard().count());
    try (Batch batch = of.batches().next();
        Gradients mean = mean(of.loss(), batch)) {
      beforeUpdate.accept(batch, mean);
      mean.apply(of.optimizer(), step);
      return new Made(mean.losses(), batch.size());
    }
  }

  private void requireParts(int batchSize) {
    if (batchSize % replicas.size() != 0) {
      throw new IllegalArgumentException(
          "a batch has %d pictures, must have as many for each of %d towers: pass another batchSize to stream"
              .formatted(batchSize, replicas.size()));
    }
  }

  private Gradients mean(TotalLoss loss, Batch batch) {
    List<Batch> parts = batch.split(devices());
    List<Gradients> towers = new ArrayList<>();
    try (MovedStatistics statistics = new MovedStatistics(net)) {
      for (int i = 0; i < parts.size(); i++) {
        towers.add(gradients(replicas.get(i), loss, parts.get(i), statistics));
      }
      losses = towers.stream().map(Gradients::losses).toList();
      statistics.apply();
      return Gradients.average(towers);
    } finally {
      towers.forEach(Gradients::close);
    }
  }

  /** Leaves the network as it was. Several devices compute at once: the engine does not wait. */
  private Gradients gradients(
      Network replica, TotalLoss loss, Batch part, MovedStatistics statistics) {
    if (replica != net) {
      net.copyInto(replica);
    }
    try {
      Gradients gradients = Gradients.compute(replica, loss, part);
      statistics.add(replica);
      return gradients;
    } finally {
      statistics.restore();
    }
  }

  private List<Device> devices() {
    return replicas.stream().map(replica -> replica.manager().getDevice()).toList();
  }

  /**
   * Returns the losses that the towers had in the newest step, by names such as {@code
   * tower_0/cross_entropy} and {@code tower_0/total_loss}; none before the first.
   */
  public Map<String, Float> losses() {
    List<Losses> newest = losses;
    Map<String, Float> named = new LinkedHashMap<>();
    for (int i = 0; i < newest.size(); i++) {
      int tower = i;
      newest.get(i).all().forEach((name, loss) -> named.put(Tags.ofTower(tower, name), loss));
    }
    return named;
  }

  /**
   * Returns a hook that writes {@link #losses} of the steps 0, n, 2n and so on, with {@code (raw)}
   * behind their names as they are not averaged over steps.
   *
   * @param n positive
   */
  public Hook scalars(int n, SummaryWriter writer) {
    return Hook.every(
        n,
        report ->
            writer.write(
                report.step(),
                losses().entrySet().stream()
                    .map(loss -> new Scalar(loss.getKey() + Tags.RAW, loss.getValue()))
                    .toList()));
  }

  /** Returns how many, and on which devices. */
  @Override
  public String toString() {
    return devices().stream()
        .map(Device::toString)
        .distinct()
        .collect(Collectors.joining(", ", "%d towers on ".formatted(replicas.size()), ""));
  }
}
