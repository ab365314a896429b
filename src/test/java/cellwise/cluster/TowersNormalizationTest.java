package cellwise.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import cellwise.data.Batch;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import cellwise.data.Shapes10;
import cellwise.data.Split;
import cellwise.loss.LossTerm;
import cellwise.loss.TotalLoss;
import cellwise.model.Network;
import cellwise.model.VggNet;
import cellwise.optim.GradientDescent;
import cellwise.optim.Gradients;
import cellwise.recipe.Recipe;
import cellwise.train.Hook;
import cellwise.train.Session;
import cellwise.train.StepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Batch normalization in towers: by which pictures it goes, and what becomes of its statistics. */
class TowersNormalizationTest {
  private static final int BATCH = 8;
  private static final String MEAN = "norm1/moving_mean";
  private static final String VARIANCE = "norm1/moving_variance";

  /** How much of the statistics a pass keeps, DJL's usual share. */
  private static final float KEPT = 0.9f;

  private final Split pictures = Shapes10.open(50).train();
  private final TotalLoss loss = Recipe.crossEntropy();
  private final Network net = VggNet.build(1);

  @AfterEach
  void close() {
    net.close();
  }

  private Session session(Network of, TotalLoss its, Batches train) {
    return Session.of(of, its, GradientDescent.of(step -> 0.1f), train);
  }

  private Batches stream() {
    return pictures.stream(BATCH, Distortion.training(), 1);
  }

  private Map<String, float[]> statisticsAfterAStep(int towers) {
    try (Network copy = net.copyTo(Device.cpu());
        Batches train = stream()) {
      session(copy, loss, train).with(Towers.of(towers, copy)).run(1);
      return Numbers.of(copy.statistics());
    }
  }

  /** Of each half by itself, from the same statistics. */
  private List<Map<String, float[]>> statisticsOfHalves() {
    List<Map<String, float[]>> halves = new ArrayList<>();
    try (Batches train = stream();
        Batch batch = train.next()) {
      for (Batch half : batch.split(2)) {
        try (Network copy = net.copyTo(Device.cpu())) {
          Gradients.compute(copy, loss, half).close();
          halves.add(Numbers.of(copy.statistics()));
        }
      }
    }
    return halves;
  }

  @Test
  void isThatOfThePlainStepBitForBitInOneTower() {
    try (Network copy = net.copyTo(Device.cpu());
        Batches mine = stream();
        Batches others = stream()) {
      session(net, loss, mine).run(2);
      session(copy, loss, others).with(Towers.of(1, copy)).run(2);
      assertThat(Numbers.of(copy.arrays()))
          .usingRecursiveComparison()
          .isEqualTo(Numbers.of(net.arrays()));
    }
  }

  @Test
  void movesTheStatisticsToTheMeanOfWhereTheTowersMoveThem() {
    Map<String, float[]> moved = statisticsAfterAStep(2);
    List<Map<String, float[]>> halves = statisticsOfHalves();
    for (String name : moved.keySet()) {
      for (int i = 0; i < moved.get(name).length; i++) {
        float mean = (halves.get(0).get(name)[i] + halves.get(1).get(name)[i]) / 2;
        assertThat(moved.get(name)[i]).as(name).isCloseTo(mean, offset(mean));
      }
    }
  }

  /**
   * The mean of the halves' means is the mean of the whole. The mean of the halves' variances is
   * not the variance of the whole: it lacks the variance between the halves. Seen in the first
   * normalization, which both make of the same numbers. PyTorch divides by one number less, which
   * is why variances agree to a thousandth only.
   */
  @Test
  void findsTheMeanOfOneDeviceAndAVarianceThatLacksTheOneBetweenTheTowers() {
    Map<String, float[]> one = statisticsAfterAStep(1);
    Map<String, float[]> two = statisticsAfterAStep(2);
    List<Map<String, float[]>> halves = statisticsOfHalves();
    double lacking = 0;
    for (int i = 0; i < one.get(MEAN).length; i++) {
      float mean = one.get(MEAN)[i];
      assertThat(two.get(MEAN)[i]).isCloseTo(mean, offset(mean));
      double apart = (halves.get(0).get(MEAN)[i] - halves.get(1).get(MEAN)[i]) / (1 - KEPT) / 2;
      double between = (1 - KEPT) * apart * apart;
      double variance = one.get(VARIANCE)[i];
      assertThat(two.get(VARIANCE)[i] + between).isCloseTo(variance, within(variance / 1000));
      lacking += between / variance;
    }
    assertThat(lacking / one.get(MEAN).length).as("its mean share").isGreaterThan(5e-3);
  }

  private static Offset<Float> offset(float of) {
    return Offset.offset(1e-6f + 2e-4f * Math.abs(of));
  }

  /** Each tower normalizes by other pictures, so it is another function of the same variables. */
  @Test
  void givesOtherGradientsThanOneDevice() {
    Map<String, float[]> one = gradients(1);
    assertThat(Numbers.difference(gradients(2), one)).isBetween(1e-3, 2.0);
  }

  private Map<String, float[]> gradients(int towers) {
    List<Map<String, float[]>> seen = new ArrayList<>();
    try (Network copy = net.copyTo(Device.cpu());
        Batches train = stream()) {
      session(copy, loss, train)
          .with(Towers.of(towers, copy))
          .run(
              1,
              new Hook() {
                @Override
                public void afterStep(StepReport report) {}

                @Override
                public void beforeUpdate(long step, Batch batch, Gradients gradients) {
                  seen.add(Numbers.of(gradients.values()));
                }
              });
    }
    return seen.get(0);
  }

  @Test
  void leavesTheNetworkAsItWasWhereATowerFails() {
    int[] calls = {0};
    LossTerm failing =
        LossTerm.of(
            "failing",
            (of, labels, logits) -> {
              if (++calls[0] == 2) {
                throw new IllegalStateException("the second tower fails");
              }
              return logits.sum();
            });
    Map<String, float[]> before = Numbers.of(net.arrays());
    try (Batches train = stream()) {
      Session failed = session(net, loss.plus(failing), train).with(Towers.of(2, net));
      assertThatThrownBy(() -> failed.run(1)).hasMessage("the second tower fails");
      assertThat(Numbers.of(net.arrays())).usingRecursiveComparison().isEqualTo(before);
      assertThat(failed.globalStep()).isZero();
      failed.run(1);
      assertThat(failed.globalStep()).isEqualTo(1);
    }
  }
}
