package cellwise.bench;

import ai.djl.mxnet.jna.JnaUtils;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import cellwise.average.MovingAverages;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import cellwise.loss.L2Penalty;
import cellwise.loss.TotalLoss;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.optim.GradientDescent;
import cellwise.train.Session;
import java.util.Arrays;
import java.util.Locale;

/**
 * What the moving averages cost: two sessions train the same variables in turn, one with averages,
 * one without. In one process, so that both have the same memory.
 */
final class AveragesCost {
  private static final int STEPS = 2;

  private AveragesCost() {}

  static void print(int batchSize, int rounds) {
    try (Batches batches =
            BenchPictures.open().train().stream(batchSize, Distortion.training(), 1);
        Network net = CifarNet.build(1)) {
      TotalLoss loss =
          TotalLoss.of(new SoftmaxCrossEntropyLoss("cross_entropy"))
              .plus(L2Penalty.on("local3", 0.004f))
              .plus(L2Penalty.on("local4", 0.004f));
      GradientDescent optimizer = GradientDescent.of(step -> 0.1f);
      Session without = Session.of(net, loss, optimizer, batches);
      Session with =
          Session.of(net, loss, optimizer, batches).with(MovingAverages.of(net, 0.9999f));
      seconds(without);
      seconds(with);
      double[] shares = new double[rounds];
      for (int round = 0; round < rounds; round++) {
        // Every second round the other way round, so that a drift favours neither.
        double first = seconds(round % 2 == 0 ? without : with);
        double second = seconds(round % 2 == 0 ? with : without);
        shares[round] = (round % 2 == 0 ? second / first : first / second) - 1;
      }
      Arrays.sort(shares);
      // In 95 of 100 sittings the median of endless rounds lies within so many places of this one.
      int places = (int) Math.ceil(Math.sqrt(rounds));
      System.out.printf(
          Locale.ROOT,
          "Averages add %.1f %% to a step (%.1f to %.1f: where the median lies with 95 %% confidence; %d rounds of %d steps; quartiles %.1f and %.1f)%n",
          100 * shares[rounds / 2],
          100 * shares[Math.max(0, rounds / 2 - places)],
          100 * shares[Math.min(rounds - 1, rounds / 2 + places)],
          rounds,
          STEPS,
          100 * shares[rounds / 4],
          100 * shares[rounds * 3 / 4]);
    }
  }

  private static double seconds(Session session) {
    long started = System.nanoTime();
    session.run(STEPS);
    JnaUtils.waitAll();
    return (System.nanoTime() - started) / 1e9;
  }
}
