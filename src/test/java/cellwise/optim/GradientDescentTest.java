package cellwise.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.optimizer.Optimizer;
import org.junit.jupiter.api.Test;

class GradientDescentTest {
  @Test
  void updatesAsDjlsSgdBitForBit() {
    var djl = Optimizer.sgd().setLearningRateTracker((name, update) -> 0.1f / update).build();
    var ours = GradientDescent.of(step -> 0.1f / (step + 1));
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray expected = manager.randomNormal(0, 1, new Shape(100), DataType.FLOAT32);
      NDArray variable = expected.duplicate();
      for (int step = 0; step < 3; step++) {
        NDArray gradient = manager.randomNormal(0, 1, expected.getShape(), DataType.FLOAT32);
        djl.update("weights", expected, gradient);
        ours.update("weights", variable, gradient, step);
        assertThat(variable.toFloatArray()).isEqualTo(expected.toFloatArray());
      }
    }
  }

  @Test
  void takesTheRateOfTheStepItIsTold() {
    var descent = GradientDescent.of(step -> step == 7 ? 0.5f : 0);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray variable = manager.create(new float[] {1, 2});
      NDArray gradient = manager.create(new float[] {2, -2});
      descent.update("weights", variable, gradient, 6);
      assertThat(variable.toFloatArray()).containsExactly(1, 2);
      descent.update("weights", variable, gradient, 7);
      assertThat(variable.toFloatArray()).containsExactly(0, 3);
    }
  }

  @Test
  void refusesToHaveNoRate() {
    assertThatThrownBy(() -> GradientDescent.of(null))
        .hasMessage("rate is null: pass ExponentialDecay or step -> 0.1f");
  }
}
