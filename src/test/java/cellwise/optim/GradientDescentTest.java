package cellwise.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GradientDescentTest {
  /** By hand: each number less the step's rate times its own gradient, which is left alone. */
  @Test
  void takesFromEachNumberItsGradientTimesTheRate() {
    var descent = GradientDescent.of(step -> 0.1f / (step + 1));
    Random random = new Random(1);
    double[] expected = random.doubles(100, -1, 1).toArray();
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray variable = manager.create(floats(expected));
      for (int step = 0; step < 3; step++) {
        double[] gradients = random.doubles(100, -10, 10).toArray();
        NDArray gradient = manager.create(floats(gradients));
        descent.update("weights", variable, gradient, step);
        for (int i = 0; i < expected.length; i++) {
          expected[i] -= 0.1 / (step + 1) * gradients[i];
          assertThat((double) variable.getFloat(i)).isCloseTo(expected[i], within(1e-6));
        }
        assertThat(gradient.toFloatArray()).isEqualTo(floats(gradients));
      }
    }
  }

  private static float[] floats(double[] numbers) {
    float[] floats = new float[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      floats[i] = (float) numbers[i];
    }
    return floats;
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

  @Test
  void tellsWhatItIs() {
    assertThat(GradientDescent.of(step -> 1)).hasToString("gradient descent");
  }
}
