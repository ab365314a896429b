package cellwise.cluster;

import ai.djl.Device;
import cellwise.data.Batch;
import cellwise.engine.StartedEngine;
import cellwise.loss.TotalLoss;
import cellwise.model.Network;
import cellwise.optim.Gradients;
import cellwise.train.Ingredients;
import cellwise.train.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * A step shared by the devices of a machine, the tutorial's {@code cifar10_multi_gpu_train.py}: the
 * batch is cut into parts of one size, each tower computes loss and gradients of its own, and one
 * update by their mean changes the one set of variables.
 *
 * <p>The batch is the joint one: {@code stream(128, …)} with four towers gives each 32, and the
 * step is that of one device with 128. In the tutorial each tower takes 128 of its own, so that a
 * step sees 512; that is {@code stream(512, …)} here.
 *
 * <p>Each batch normalization goes by its tower's part alone, which is why a network that has some
 * trains otherwise in towers. Where its statistics are after a step is the mean of where the towers
 * moved them.
 *
 * <p>Of one network, whose {@link Network#close} ends its replicas too.
 */
public final class Towers implements Step {
  private final Network net;

  /** One for each tower; the first is the network itself, and some may be the same. */
  private final List<Network> replicas;

  private Towers(Network net, List<Network> replicas) {
    this.net = net;
    this.replicas = List.copyOf(replicas);
  }

  /**
   * Returns some towers, on the devices that this machine has: if the network is on a GPU, then
   * each on another one from there on, as far as there are; on a CPU one after the other.
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
   * Returns a tower on each of some devices. Those on one device are computed one after the other,
   * with the same replica of the network.
   *
   * @param devices one or more, of which the first is the network's; a device may be named again
   * @param net whose variables are changed
   * @throws IllegalArgumentException if the first is another one, or one is a GPU that there is not
   */
  public static Towers on(List<Device> devices, Network net) {
    net.requireOpen();
    Device own = net.manager().getDevice();
    if (devices.isEmpty() || !devices.get(0).equals(own)) {
      throw new IllegalArgumentException(
          "devices are %s, must begin with %s, where the network is: name that first"
              .formatted(devices, own));
    }
    Map<Device, Network> replicas = new LinkedHashMap<>(Map.of(own, net));
    devices.forEach(device -> replicas.computeIfAbsent(device, net::replicaOn));
    return new Towers(net, devices.stream().map(replicas::get).toList());
  }

  @Override
  public Made make(Ingredients of, long step, BiConsumer<Batch, Gradients> beforeUpdate) {
    of.net().requirePart(net, "these towers", "Towers.of(..., net)");
    try (Batch batch = of.batches().next();
        Gradients mean = mean(of.loss(), batch)) {
      beforeUpdate.accept(batch, mean);
      mean.apply(of.optimizer(), step);
      return new Made(mean.losses(), batch.size());
    }
  }

  private Gradients mean(TotalLoss loss, Batch batch) {
    List<Batch> parts = batch.split(devices());
    List<Gradients> towers = new ArrayList<>();
    try (MovedStatistics statistics = new MovedStatistics(net)) {
      for (int i = 0; i < parts.size(); i++) {
        towers.add(gradients(replicas.get(i), loss, parts.get(i), statistics));
      }
      Gradients mean = Gradients.average(towers);
      statistics.apply();
      return mean;
    } finally {
      towers.forEach(Gradients::close);
    }
  }

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
}
