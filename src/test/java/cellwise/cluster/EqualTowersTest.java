package cellwise.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import cellwise.data.Batch;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import cellwise.data.Shapes10;
import cellwise.data.Split;
import cellwise.loss.TotalLoss;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.optim.GradientDescent;
import cellwise.optim.Gradients;
import cellwise.recipe.Recipe;
import cellwise.train.Hook;
import cellwise.train.Session;
import cellwise.train.StepReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * 20 steps of 128 pictures by 1, 2 and 4 towers, beside those of one device. Losses, gradients and
 * variables agree when |a - b| is at most 1e-5 of |b|, for each array as a vector.
 *
 * <p>A gradient jumps where ReLU bends and where two numbers in a pooling window are equal. There
 * the last bit of a variable, which depends on the order of a sum, decides on which side it is; one
 * such place among 128 pictures moves the gradient by a thousandth, and after 20 steps two
 * trainings have little in common but their losses. So it is on one device too, when the pictures
 * of a batch come in another order, as {@link ReorderedBatchTest} shows. Therefore the tutorial's
 * network makes each step from the variables of one device, and a network without bends makes its
 * 20 steps on its own.
 */
class EqualTowersTest {
  private static final double TOLERANCE = 1e-5;
  private static final int[] COUNTS = {1, 2, 4};
  private static final int STEPS = 20;

  private final Split pictures = Shapes10.open(50).train();
  private final TotalLoss loss = Recipe.tutorial().loss();

  /** A training whose steps can be looked at. */
  private final class Watched implements Hook, AutoCloseable {
    private final Network net;
    private final Batches train;
    private final Session session;
    private Map<String, float[]> gradients;
    private StepReport report;

    Watched(Network net, int towers) {
      this.net = net;
      train = pictures.stream(128, Distortion.training(), 1);
      Session plain = Session.of(net, loss, GradientDescent.of(step -> 0.1f), train);
      session = (towers == 0 ? plain : plain.with(Towers.of(towers, net))).with(this);
    }

    @Override
    public void beforeUpdate(long step, Batch batch, Gradients computed) {
      gradients = Numbers.of(computed.values());
    }

    @Override
    public void afterStep(StepReport made) {
      report = made;
    }

    void requireAgreesWith(Watched one) {
      String step = "step " + report.step() + " by " + session;
      one.report
          .losses()
          .all()
          .forEach(
              (name, value) ->
                  assertThat(Math.abs(report.losses().all().get(name) / value - 1))
                      .as(name + " of " + step)
                      .isLessThan((float) TOLERANCE));
      assertThat(Numbers.difference(gradients, one.gradients))
          .as("gradients of " + step)
          .isLessThan(TOLERANCE);
      assertThat(Numbers.difference(Numbers.of(net.variables()), Numbers.of(one.net.variables())))
          .as("variables after " + step)
          .isLessThan(TOLERANCE);
    }

    @Override
    public void close() {
      train.close();
      net.close();
    }
  }

  @Test
  void makeEachStepOfTheTutorialsNetworkAsOneDeviceDoes() {
    agree(CifarNet.build(1), true);
  }

  @Test
  void make20StepsOfANetworkWithoutBendsAsOneDeviceDoes() {
    agree(SmoothNetwork.build(), false);
  }

  private void agree(Network net, boolean isStepByStep) {
    List<Watched> all = new ArrayList<>();
    try (Watched one = new Watched(net, 0)) {
      for (int towers : COUNTS) {
        all.add(new Watched(net.copyTo(Device.cpu()), towers));
      }
      for (int step = 0; step < STEPS; step++) {
        one.session.run(1);
        for (Watched other : all) {
          other.session.run(1);
          other.requireAgreesWith(one);
          if (isStepByStep) {
            net.copyInto(other.net);
          }
        }
      }
    } finally {
      all.forEach(Watched::close);
    }
  }
}
