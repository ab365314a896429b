package cellwise.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import cellwise.average.MovingAverages;
import cellwise.data.Batch;
import cellwise.data.Distortion;
import cellwise.data.Shapes10;
import cellwise.loss.L2Penalty;
import cellwise.loss.TotalLoss;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.optim.ExponentialDecay;
import cellwise.optim.GradientDescent;
import cellwise.optim.Gradients;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Whole steps against TensorFlow. An array agrees when its largest difference is at most 1e-4 of
 * its largest number.
 *
 * <p>The batch is small on purpose. Where two numbers in a pooling window are equal but for
 * rounding, each side may take another one as the larger, and the gradient goes another way; in a
 * batch of 128, a million windows have about one such pair, in a batch of 4 hardly ever one.
 */
class OneStepTest {
  private static final double TOLERANCE = 1e-4;
  private static final int STEPS = 3;
  private static final int BATCH = 4;

  private final Network net = CifarNet.build(1);
  private final TotalLoss loss =
      TotalLoss.of(new SoftmaxCrossEntropyLoss("cross_entropy"))
          .plus(L2Penalty.on("local3", 0.004f))
          .plus(L2Penalty.on("local4", 0.004f));
  private final MovingAverages averages = MovingAverages.of(net, 0.9999f);

  /** Two steps a stair, so that the third step has another rate: 0.1, 0.1, 0.01. */
  private final ExponentialDecay rate = ExponentialDecay.staircase(0.1f, 0.1f, 2);

  @Test
  void agreesWithTensorFlowTermByTermAndNumberByNumber() {
    GradientDescent sgd = GradientDescent.of(rate);
    try (net;
        TensorFlowTutorial tensorFlow = new TensorFlowTutorial(net);
        var train = Shapes10.open(100).train().stream(BATCH, Distortion.training(), 1)) {
      for (int step = 0; step < STEPS; step++) {
        try (Batch batch = train.next();
            Gradients gradients = Gradients.compute(net, loss, batch)) {
          TensorFlowTutorial.Step expected = tensorFlow.step(net, batch);
          assertTerms(gradients, expected);
          assertArrays("gradient of ", gradients.values(), expected.gradients());
          Map<String, float[]> updated = updated(expected.gradients(), step);
          Map<String, float[]> averaged = averaged(updated, step + 1);
          gradients.apply(sgd, step);
          averages.update(step + 1);
          assertArrays("updated ", net.variables(), updated);
          assertArrays("average of ", averages.values(), averaged);
        }
      }
    }
  }

  private static void assertTerms(Gradients gradients, TensorFlowTutorial.Step expected) {
    float total = 0;
    for (Map.Entry<String, Float> term : expected.terms().entrySet()) {
      float ours = gradients.losses().terms().get(term.getKey());
      assertClose(term.getKey(), ours, term.getValue());
      total += term.getValue();
    }
    assertClose("total_loss", gradients.losses().total(), total);
    assertThat(gradients.losses().terms()).hasSameSizeAs(expected.terms());
  }

  /** Gradient descent by hand, from TensorFlow's gradients: the stairs are 2 steps long. */
  private Map<String, float[]> updated(Map<String, float[]> gradients, int step) {
    float learningRate = step < 2 ? 0.1f : 0.01f;
    Map<String, float[]> updated = new LinkedHashMap<>();
    gradients.forEach(
        (name, gradient) -> {
          float[] values = net.variable(name).toFloatArray();
          for (int i = 0; i < values.length; i++) {
            values[i] -= learningRate * gradient[i];
          }
          updated.put(name, values);
        });
    return updated;
  }

  /** TensorFlow's formula by hand: numUpdates is too small for the decay of 0.9999 to count. */
  private Map<String, float[]> averaged(Map<String, float[]> updated, int numUpdates) {
    double decay = (1.0 + numUpdates) / (10.0 + numUpdates);
    Map<String, float[]> averaged = new LinkedHashMap<>();
    averages
        .values()
        .forEach(
            (name, average) -> {
              float[] values = average.toFloatArray();
              for (int i = 0; i < values.length; i++) {
                values[i] -= (float) ((1 - decay) * (values[i] - updated.get(name)[i]));
              }
              averaged.put(name, values);
            });
    return averaged;
  }

  private static void assertArrays(
      String what, Map<String, NDArray> ours, Map<String, float[]> theirs) {
    assertThat(ours.keySet()).isEqualTo(theirs.keySet());
    ours.forEach((name, array) -> assertClose(what + name, array.toFloatArray(), theirs.get(name)));
  }

  private static void assertClose(String what, float ours, float theirs) {
    assertClose(what, new float[] {ours}, new float[] {theirs});
  }

  private static void assertClose(String what, float[] ours, float[] theirs) {
    assertThat(ours).as(what).hasSameSizeAs(theirs);
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < ours.length; i++) {
      largest = Math.max(largest, Math.abs(theirs[i]));
      difference = Math.max(difference, Math.abs(ours[i] - theirs[i]));
    }
    assertThat(largest).as(what).isPositive();
    assertThat(difference / largest).as(what).isLessThan(TOLERANCE);
  }
}
