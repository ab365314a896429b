package cellwise.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import cellwise.data.Batch;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import cellwise.data.Shapes10;
import cellwise.data.Split;
import cellwise.engine.InPlace;
import cellwise.loss.TotalLoss;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.optim.GradientDescent;
import cellwise.optim.Gradients;
import cellwise.recipe.Recipe;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * One device that gets the pictures of each batch in another order. A sum over them has other last
 * bits then, and what these do to the tutorial's network is what they do to it in towers: seen were
 * a thousandth in weights, a fortieth in biases, and 5e-6 in a loss.
 */
class ReorderedBatchTest {
  private static final int STEPS = 20;

  private final Split pictures = Shapes10.open(50).train();
  private final TotalLoss loss = Recipe.tutorial().loss();
  private final float[] losses = new float[STEPS];

  private Map<String, float[]> variables(boolean isReversed) {
    try (Network net = CifarNet.build(1);
        Batches train = pictures.stream(128, Distortion.training(), 1)) {
      for (int step = 0; step < STEPS; step++) {
        try (Batch batch = train.next()) {
          if (isReversed) {
            reverse(batch.images());
            reverse(batch.labels());
          }
          try (Gradients gradients = Gradients.compute(net, loss, batch)) {
            losses[step] = gradients.losses().total();
            gradients.apply(GradientDescent.of(at -> 0.1f), step);
          }
        }
      }
      return Numbers.of(net.variables());
    }
  }

  private static void reverse(NDArray rows) {
    try (NDArray reversed = rows.flip(0)) {
      InPlace.set(rows, reversed);
    }
  }

  @Test
  void partsFromItselfInItsVariablesAndHardlyInItsLosses() {
    Map<String, float[]> usual = variables(false);
    float[] usualLosses = losses.clone();
    Map<String, float[]> reordered = variables(true);
    assertThat(Numbers.difference(reordered, usual)).isGreaterThan(1e-5);
    for (int step = 0; step < STEPS; step++) {
      assertThat(Math.abs(losses[step] / usualLosses[step] - 1))
          .as("total loss of step " + step)
          .isLessThan(1e-4f);
    }
  }
}
