package cellwise.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import cellwise.Tutorial;
import cellwise.cluster.Towers;
import cellwise.data.Batch;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import cellwise.optim.Gradients;
import cellwise.train.Hook;
import cellwise.train.StepReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A step of two towers against TensorFlow, which computes each half's gradients as the tutorial's
 * towers do; their mean is taken here by hand. An array agrees when its largest difference is at
 * most 1e-4 of its largest number. The batch is small for the reason that {@link OneStepTest} has.
 */
class TowersStepTest {
  private static final double TOLERANCE = 1e-4;
  private static final int BATCH = 8;

  @Test
  void appliesTheMeanOfTensorFlowsTowerGradients() {
    Map<String, float[]> ours = new LinkedHashMap<>();
    try (Tutorial tutorial = new Tutorial(BATCH, 1);
        TensorFlowTutorial tensorFlow = new TensorFlowTutorial(tutorial.net)) {
      List<TensorFlowTutorial.Step> towers = towers(tutorial, tensorFlow);
      Towers step = Towers.of(2, tutorial.net);
      StepReport report = tutorial.session.with(step).run(1, gradients(ours)).last();
      for (int i = 0; i < 2; i++) {
        float expected = towers.get(i).terms().get("cross_entropy");
        assertClose(
            "loss of tower " + i, step.losses().get("tower_" + i + "/cross_entropy"), expected);
      }
      assertThat(ours.keySet()).isEqualTo(towers.get(0).gradients().keySet());
      ours.forEach((name, gradient) -> assertClose(name, gradient, mean(name, towers)));
      float mean =
          (towers.get(0).terms().get("cross_entropy") + towers.get(1).terms().get("cross_entropy"))
              / 2;
      assertClose("loss", report.losses().terms().get("cross_entropy"), mean);
    }
  }

  private static List<TensorFlowTutorial.Step> towers(
      Tutorial tutorial, TensorFlowTutorial tensorFlow) {
    List<TensorFlowTutorial.Step> towers = new ArrayList<>();
    try (Batches same = tutorial.pictures.train().stream(BATCH, Distortion.training(), 1);
        Batch batch = same.next()) {
      batch.split(2).forEach(half -> towers.add(tensorFlow.step(tutorial.net, half)));
    }
    return towers;
  }

  private static Hook gradients(Map<String, float[]> into) {
    return new Hook() {
      @Override
      public void afterStep(StepReport report) {}

      @Override
      public void beforeUpdate(long step, Batch batch, Gradients gradients) {
        gradients.values().forEach((name, array) -> into.put(name, array.toFloatArray()));
      }
    };
  }

  private static float[] mean(String name, List<TensorFlowTutorial.Step> towers) {
    float[] mean = towers.get(0).gradients().get(name).clone();
    float[] other = towers.get(1).gradients().get(name);
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (mean[i] + other[i]) / 2;
    }
    return mean;
  }

  private static void assertClose(String what, float ours, float theirs) {
    assertClose(what, new float[] {ours}, new float[] {theirs});
  }

  private static void assertClose(String what, float[] ours, float[] theirs) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < theirs.length; i++) {
      largest = Math.max(largest, Math.abs(theirs[i]));
      difference = Math.max(difference, Math.abs(ours[i] - theirs[i]));
    }
    assertThat(largest).as(what).isPositive();
    assertThat(difference / largest).as(what).isLessThan(TOLERANCE);
  }
}
