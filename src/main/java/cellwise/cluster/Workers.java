package cellwise.cluster;

import ai.djl.ndarray.NDArray;
import cellwise.data.Batch;
import cellwise.data.Batches;
import cellwise.engine.InPlace;
import cellwise.engine.ParameterStore.Sum;
import cellwise.model.Network;
import cellwise.optim.Gradients;
import cellwise.train.Hook;
import cellwise.train.Ingredients;
import cellwise.train.Session;
import cellwise.train.Step;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A step shared by several processes, on this machine or others: each computes loss and gradients
 * of its own share of the batch, the parameter servers add them up, and each changes its own
 * variables by their mean. All have the same sums, bit for bit, so their variables stay the same.
 *
 * <p>One array goes to the servers and comes back with the sums: gradients, terms of the loss,
 * statistics of batch normalization, and whether somebody wants to stop; 4 bytes a number.
 *
 * <p>Each batch normalization goes by its worker's share alone, as in {@link Towers}. Sums of three
 * or more workers are not repeated to the last bit, since chance decides in which order they come.
 */
public final class Workers implements Step {
  private final Node node;
  private Sum sum;
  private boolean isStopping;

  private Workers(Node node) {
    this.node = node;
  }

  /** Returns the step of a worker that has joined the others. */
  public static Workers of(Node node) {
    return new Workers(node);
  }

  /**
   * Compares what all workers train, has all go on from the state of worker 0's session, and
   * returns one that makes its steps together with the others'. Its runs end when a worker was
   * asked to stop: all at the same step.
   *
   * @param session of worker 0 at whatever step; of the others at step 0, and not kept; of batches
   *     that are this worker's shard
   * @param settings what must be alike besides, by name
   * @throws IllegalStateException if one would train something else than worker 0
   * @throws PeerLostException if one is lost
   * @throws IOException if the code or the state cannot be read
   */
  public Session together(Session session, Map<String, String> settings) throws IOException {
    Map<String, String> alike = new LinkedHashMap<>(settings);
    alike.putAll(session.training().settings());
    alike.put("code", CodeChecksum.of(Workers.class));
    alike.put("workers", "" + node.shard().count());
    Agreement.require(node, alike);
    boolean isFirst = node.shard().rank() == 0;
    byte[] own = isFirst ? session.training().checkpoint(session.globalStep()) : new byte[0];
    byte[] state = node.allGather().of(own).get(0);
    if (!isFirst) {
      session.goOnFrom(state);
    }
    return session.with(this).with(Hook.stopWhen(report -> isStopping));
  }

  @Override
  public Made make(Ingredients of, long step, BiConsumer<Batch, Gradients> beforeUpdate) {
    Batches batches = of.batches();
    requireShard(batches);
    long position = batches.position();
    try (MovedStatistics before = new MovedStatistics(of.net());
        Batch batch = batches.next();
        Gradients own = Gradients.compute(of.net(), of.loss(), batch)) {
      try (Gradients mean = mean(of.net(), own)) {
        beforeUpdate.accept(batch, mean);
        mean.apply(of.optimizer(), step);
        return new Made(mean.losses(), batches.batchSize());
      } catch (PeerLostException e) {
        before.restore();
        batches.moveTo(position);
        throw e;
      }
    }
  }

  private void requireShard(Batches batches) {
    if (!batches.shard().equals(node.shard())) {
      throw new IllegalArgumentException(
          "batches are %s, must be %s, which is this worker's: pass that to stream"
              .formatted(batches.shard(), node.shard()));
    }
  }

  private Gradients mean(Network net, Gradients own) {
    int statistics = net.statistics().values().stream().mapToInt(each -> (int) each.size()).sum();
    if (sum == null) {
      sum = node.sum(own.size() + statistics + 1);
    }
    FloatBuffer numbers = sum.numbers();
    own.copyTo(numbers);
    net.statistics().values().forEach(each -> numbers.put(each.toFloatArray()));
    numbers.put(node.isStopWanted() ? 1 : 0);
    node.addUp(sum);
    numbers.rewind();
    int count = node.shard().count();
    Gradients mean = own.mean(numbers, count);
    net.statistics().values().forEach(each -> setMean(each, numbers, count));
    isStopping = numbers.get() > 0;
    return mean;
  }

  private static void setMean(NDArray statistic, FloatBuffer sums, int count) {
    float[] values = new float[Math.toIntExact(statistic.size())];
    sums.get(values);
    try (NDArray sum = statistic.getManager().create(values, statistic.getShape())) {
      InPlace.set(statistic, sum.divi(count));
    }
  }

  /**
   * Returns how many bytes of numbers a step sends to the servers and has back from them, both
   * together; 0 before the first.
   */
  public long bytesPerStep() {
    return sum == null ? 0 : 2 * sum.bytes();
  }
}
