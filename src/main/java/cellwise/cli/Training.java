package cellwise.cli;

import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import cellwise.average.MovingAverages;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import cellwise.data.Pictures;
import cellwise.eval.Evaluation;
import cellwise.loss.L2Penalty;
import cellwise.loss.TotalLoss;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.optim.ExponentialDecay;
import cellwise.optim.GradientDescent;
import cellwise.summary.SummaryWriter;
import cellwise.train.Hook;
import cellwise.train.Session;

/** The tutorial's training, put together from the library's steps. Owns what it opened. */
final class Training implements AutoCloseable {
  private static final int EPOCHS_PER_DECAY = 350;

  private final Pictures pictures;
  private final Batches batches;
  private final Network net;
  private final MovingAverages averages;
  private final Session session;

  Training(Pictures pictures, int batchSize, long seed, int fillers) {
    this.pictures = pictures;
    batches = pictures.train().stream(batchSize, Distortion.training(), seed).filledBy(fillers);
    net = CifarNet.build(seed);
    averages = MovingAverages.of(net, 0.9999f);
    TotalLoss loss =
        TotalLoss.of(new SoftmaxCrossEntropyLoss("cross_entropy"))
            .plus(L2Penalty.on(net, "local3", 0.004f))
            .plus(L2Penalty.on(net, "local4", 0.004f));
    double batchesPerEpoch = (double) pictures.train().size() / batchSize;
    int decaySteps = (int) (batchesPerEpoch * EPOCHS_PER_DECAY);
    ExponentialDecay rate = ExponentialDecay.staircase(0.1f, 0.1f, decaySteps);
    session = Session.of(net, loss, GradientDescent.of(rate), batches).with(averages);
  }

  Pictures pictures() {
    return pictures;
  }

  Session session() {
    return session;
  }

  Hook summaries(int every, SummaryWriter to) {
    return Hook.summaries(every, net, to);
  }

  Evaluation evaluateAveraged() {
    return Evaluation.of(net, averages, pictures.test());
  }

  Evaluation evaluateRaw() {
    return Evaluation.of(net, pictures.test());
  }

  @Override
  public void close() {
    batches.close();
    averages.close();
    net.close();
  }
}
