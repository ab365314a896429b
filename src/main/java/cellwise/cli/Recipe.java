package cellwise.cli;

import cellwise.data.Distortion;
import cellwise.data.Split;
import cellwise.model.Network;
import cellwise.optim.ExponentialDecay;
import cellwise.optim.GradientDescent;
import cellwise.optim.Momentum;
import cellwise.optim.Optimizer;
import cellwise.optim.PiecewiseLinear;
import java.util.Locale;

/** How the tutorial's network is trained: what differs from one training to another. */
enum Recipe {
  /** As the tutorial does. */
  TUTORIAL(128, Distortion.training(), 0.9999f) {
    @Override
    Optimizer optimizer(Network net, Split train, int batchSize, long steps) {
      double batchesPerEpoch = (double) train.size() / batchSize;
      int decaySteps = (int) (batchesPerEpoch * EPOCHS_PER_DECAY);
      return GradientDescent.of(ExponentialDecay.staircase(0.1f, 0.1f, decaySteps));
    }
  },

  /** Ahead in the first minutes. What its parts buy is in docs/results.md. */
  FAST(
      256,
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

  private final int batchSize;
  private final Distortion distortion;
  private final float averagesDecay;

  Recipe(int batchSize, Distortion distortion, float averagesDecay) {
    this.batchSize = batchSize;
    this.distortion = distortion;
    this.averagesDecay = averagesDecay;
  }

  /** Returns how many pictures a step takes if nobody says otherwise. */
  int batchSize() {
    return batchSize;
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
