package cellwise.bench;

import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import cellwise.average.MovingAverages;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import cellwise.loss.L2Penalty;
import cellwise.loss.TotalLoss;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.optim.ExponentialDecay;
import cellwise.optim.GradientDescent;
import cellwise.train.Session;
import java.util.concurrent.atomic.AtomicInteger;

/** The library's own steps: fresh pictures, gradients, update and averages, on MXNet. */
final class StepsPeer implements Peer {
  private final Batches batches;
  private final Network net;
  private final Session session;

  StepsPeer(int batch) {
    batches = BenchPictures.open().train().stream(batch, Distortion.training(), 1);
    net = CifarNet.build(1);
    TotalLoss loss =
        TotalLoss.of(new SoftmaxCrossEntropyLoss("cross_entropy"))
            .plus(L2Penalty.on("local3", 0.004f))
            .plus(L2Penalty.on("local4", 0.004f));
    GradientDescent optimizer = GradientDescent.of(ExponentialDecay.staircase(0.1f, 0.1f, 100_000));
    session = Session.of(net, loss, optimizer, batches).with(MovingAverages.of(net, 0.9999f));
  }

  @Override
  public void step() {
    session.run(1);
  }

  /** In one run, whose thread MXNet gets to know. */
  @Override
  public double[] steps(int count) {
    double[] times = new double[count];
    AtomicInteger made = new AtomicInteger();
    session.run(
        count,
        report -> {
          times[made.getAndIncrement()] = 1e3 * report.seconds();
        });
    return times;
  }

  @Override
  public void close() {
    batches.close();
    net.close();
  }
}
