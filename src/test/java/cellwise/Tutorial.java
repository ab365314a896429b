package cellwise;

import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import cellwise.average.MovingAverages;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import cellwise.data.Pictures;
import cellwise.data.Shapes10;
import cellwise.loss.L2Penalty;
import cellwise.loss.TotalLoss;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.optim.ExponentialDecay;
import cellwise.optim.GradientDescent;
import cellwise.train.Session;

/** The tutorial's training, small, on Shapes-10. */
public final class Tutorial implements AutoCloseable {
  public final Pictures pictures = Shapes10.open(50);
  public final Batches train;
  public final Network net;
  public final TotalLoss loss;
  public final GradientDescent sgd;
  public final MovingAverages averages;
  public final Session session;

  public Tutorial(int batchSize, long seed) {
    this(batchSize, seed, 0.1f);
  }

  public Tutorial(int batchSize, long seed, float rate) {
    train = pictures.train().stream(batchSize, Distortion.training(), seed);
    net = CifarNet.build(seed);
    loss =
        TotalLoss.of(new SoftmaxCrossEntropyLoss("cross_entropy"))
            .plus(L2Penalty.on("local3", 0.004f))
            .plus(L2Penalty.on("local4", 0.004f));
    sgd = GradientDescent.of(ExponentialDecay.staircase(rate, 0.1f, 1000));
    averages = MovingAverages.of(net, 0.9999f);
    session = Session.of(net, loss, sgd, train).with(averages);
  }

  @Override
  public void close() {
    train.close();
    averages.close();
    net.close();
  }
}
