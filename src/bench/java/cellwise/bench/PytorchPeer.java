package cellwise.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import cellwise.average.MovingAverages;
import cellwise.data.Batch;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import cellwise.loss.L2Penalty;
import cellwise.loss.TotalLoss;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.optim.Gradients;

/**
 * The library's steps on DJL's PyTorch engine, the normalization put together from operations.
 * PyTorch lets nobody change a variable but by its own optimizer's operation.
 */
final class PytorchPeer implements Peer {
  private final Batches batches;
  private final Network net = CifarNet.build(1);
  private final MovingAverages averages = MovingAverages.of(net, 0.9999f);
  private final TotalLoss loss =
      TotalLoss.of(new SoftmaxCrossEntropyLoss("cross_entropy"))
          .plus(L2Penalty.on("local3", 0.004f))
          .plus(L2Penalty.on("local4", 0.004f));
  private long steps;

  PytorchPeer(int batch) {
    batches = BenchPictures.open().train().stream(batch, Distortion.training(), 1);
  }

  @Override
  public void step() {
    try (Batch batch = batches.next();
        Gradients gradients = Gradients.compute(net, loss, batch)) {
      gradients.values().forEach((name, gradient) -> update(net.variable(name), gradient));
      steps++;
      averages.update(steps);
      gradients.losses();
    }
  }

  private static void update(NDArray variable, NDArray gradient) {
    variable
        .getNDArrayInternal()
        .sgdUpdate(new NDList(variable, gradient), new NDList(variable), 0.1f, 0, 1, -1, 0, false);
  }

  @Override
  public void close() {
    batches.close();
    net.close();
  }
}
