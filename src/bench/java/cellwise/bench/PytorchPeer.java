package cellwise.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import cellwise.data.Batch;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import cellwise.loss.L2Penalty;
import cellwise.loss.TotalLoss;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A step as one would write it for DJL's PyTorch engine: DJL's collector and optimizer, averages by
 * operations on arrays. Network, loss and pictures are ours, the normalization put together from
 * operations.
 *
 * <p>PyTorch adds a gradient to the one that is there. DJL's optimizer sets it to 0 once it has
 * applied it, so each step has its own; its {@code zeroGradients} would find no variable.
 */
final class PytorchPeer implements Peer {
  private static final float DECAY = 0.9999f;

  private final Batches batches;
  private final Network net = CifarNet.build(1);
  private final Map<String, NDArray> averages = new LinkedHashMap<>();
  private final TotalLoss loss =
      TotalLoss.of(new SoftmaxCrossEntropyLoss("cross_entropy"))
          .plus(L2Penalty.on("local3", 0.004f))
          .plus(L2Penalty.on("local4", 0.004f));
  private final Optimizer sgd = Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.1f)).build();

  PytorchPeer(int batch) {
    batches = BenchPictures.open().train().stream(batch, Distortion.training(), 1);
    net.variables().forEach((name, variable) -> averages.put(name, variable.duplicate()));
  }

  @Override
  public void step() {
    lossOfStep();
  }

  /** Makes a step, and returns the loss before its update. */
  float lossOfStep() {
    try (Batch batch = batches.next();
        NDManager scope = batch.manager().newSubManager()) {
      scope.tempAttachAll(batch.images(), batch.labels());
      net.variables().values().forEach(scope::tempAttachAll);
      NDArray total;
      try (GradientCollector collector = scope.getEngine().newGradientCollector()) {
        NDArray logits = net.logits(batch.images(), true);
        total = TotalLoss.sum(loss.terms(net, batch.labels(), logits).values());
        collector.backward(total);
      }
      net.variables().forEach((name, variable) -> update(name, variable));
      return total.getFloat();
    }
  }

  private void update(String name, NDArray variable) {
    sgd.update(name, variable, variable.getGradient());
    NDArray average = averages.get(name);
    try (NDArray gap = average.sub(variable)) {
      average.subi(gap.muli(1 - DECAY));
    }
  }

  @Override
  public void close() {
    batches.close();
    net.close();
  }
}
