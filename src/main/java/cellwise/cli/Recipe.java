package cellwise.cli;

import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import cellwise.data.Distortion;
import cellwise.data.Split;
import cellwise.loss.L2Penalty;
import cellwise.loss.TotalLoss;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.model.VggNet;
import cellwise.optim.ExponentialDecay;
import cellwise.optim.GradientDescent;
import cellwise.optim.Momentum;
import cellwise.optim.Optimizer;
import cellwise.optim.PiecewiseLinear;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

/** What differs from one training to another: the network, and how it is trained. */
enum Recipe {
  /** As the tutorial does. */
  TUTORIAL(CifarNet::build, List.of("local3", "local4"), 0.004f, Distortion.training(), 0.9999f) {
    @Override
    Optimizer optimizer(Network net, Split train, int batchSize, long steps) {
      double batchesPerEpoch = (double) train.size() / batchSize;
      int decaySteps = (int) (batchesPerEpoch * EPOCHS_PER_DECAY);
      return GradientDescent.of(ExponentialDecay.staircase(0.1f, 0.1f, decaySteps));
    }
  },

  /** For precision in minutes. What its parts buy is in docs/results.md. */
  FAST(
      VggNet::build,
      VggNet.LAYERS,
      5e-4f,
      Distortion.randomCrop(Distortion.CROP)
          .then(Distortion.randomFlip())
          .then(Distortion.standardize()),
      0.999f) {
    @Override
    Optimizer optimizer(Network net, Split train, int batchSize, long steps) {
      PiecewiseLinear rate =
          PiecewiseLinear.from(PEAK / 10).to(Math.max(1, steps / 5), PEAK).to(steps + 1, 0);
      return Momentum.of(net, rate, 0.9f);
    }
  };

  private static final int EPOCHS_PER_DECAY = 350;
  private static final float PEAK = 0.1f;

  private final LongFunction<Network> network;
  private final List<String> decayedLayers;
  private final float weightDecay;
  private final Distortion distortion;
  private final float averagesDecay;

  Recipe(
      LongFunction<Network> network,
      List<String> decayedLayers,
      float weightDecay,
      Distortion distortion,
      float averagesDecay) {
    this.network = network;
    this.decayedLayers = decayedLayers;
    this.weightDecay = weightDecay;
    this.distortion = distortion;
    this.averagesDecay = averagesDecay;
  }

  /** Returns the network with fresh variables. */
  Network network(long seed) {
    return network.apply(seed);
  }

  TotalLoss loss(Network net) {
    TotalLoss loss = TotalLoss.of(new SoftmaxCrossEntropyLoss("cross_entropy"));
    for (String layer : decayedLayers) {
      loss = loss.plus(L2Penalty.on(net, layer, weightDecay));
    }
    return loss;
  }

  Distortion distortion() {
    return distortion;
  }

  float averagesDecay() {
    return averagesDecay;
  }

  /** Returns its name as the command line has it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Returns what changes the variables.
   *
   * @param steps how many there will be in all
   */
  abstract Optimizer optimizer(Network net, Split train, int batchSize, long steps);
}
