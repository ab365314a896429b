package cellwise.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MomentumTest {
  private static final String NAME = "softmax_linear/biases";

  private final Network net = CifarNet.build(1);
  private final NDArray variable = net.variable(NAME);

  @AfterEach
  void close() {
    net.close();
  }

  /** By hand: gradients that differ, and a rate that falls, which is left out of the velocity. */
  @Test
  void keepsAShareOfTheVelocityAndAddsTheGradientTimesTheRate() {
    Momentum momentum = Momentum.of(net, step -> 0.1f / (step + 1), 0.75f);
    Random random = new Random(1);
    double[] velocities = new double[10];
    double[] expected = new double[10];
    try (NDManager manager = NDManager.newBaseManager()) {
      for (int step = 0; step < 4; step++) {
        float[] gradients = new float[10];
        for (int i = 0; i < 10; i++) {
          gradients[i] = (float) random.nextGaussian();
          velocities[i] = 0.75 * velocities[i] - 0.1 / (step + 1) * gradients[i];
          expected[i] += velocities[i];
        }
        momentum.update(NAME, variable, manager.create(gradients), step);
        for (int i = 0; i < 10; i++) {
          assertThat((double) variable.getFloat(i)).isCloseTo(expected[i], within(1e-6));
        }
      }
    }
  }

  /** By hand: velocities -1, -1.9, -2.71, so 1 / (1 - 0.9) = 10 in the end. */
  @Test
  void goesTenTimesAsFarInTheEnd() {
    Momentum momentum = Momentum.of(net, step -> 0.5f, 0.9f);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray gradient = manager.full(variable.getShape(), 2f);
      float[] positions = {-1, -2.9f, -5.61f};
      for (int step = 0; step < 3; step++) {
        momentum.update(NAME, variable, gradient, step);
        assertThat(variable.getFloat(0)).isCloseTo(positions[step], within(1e-5f));
      }
      for (int step = 3; step < 200; step++) {
        momentum.update(NAME, variable, gradient, step);
      }
      assertThat(momentum.slots().get(NAME + "/Momentum").getFloat(0))
          .isCloseTo(-10, within(1e-3f));
    }
  }

  @Test
  void remembersAVelocityForEachVariable() {
    Momentum momentum = Momentum.of(net, step -> 0.1f, 0.9f);
    assertThat(momentum.slots()).hasSameSizeAs(net.variables());
    for (Map.Entry<String, NDArray> variable : net.variables().entrySet()) {
      NDArray velocity = momentum.slots().get(variable.getKey() + "/Momentum");
      assertThat(velocity.getShape()).isEqualTo(variable.getValue().getShape());
      assertThat(velocity.abs().max().getFloat()).isZero();
    }
  }

  @Test
  void leavesNoArrayBehind() {
    int before = net.manager().getManagedArrays().size();
    try (Momentum momentum = Momentum.of(net, step -> 0.1f, 0.9f);
        NDManager manager = NDManager.newBaseManager()) {
      momentum.update(NAME, variable, manager.ones(variable.getShape()), 0);
    }
    assertThat(net.manager().getManagedArrays()).hasSize(before);
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> Momentum.of(net, null, 0.9f)).hasMessageStartingWith("rate is null");
    assertThatThrownBy(() -> Momentum.of(net, step -> 1, 1))
        .hasMessage(
            "momentum is 1.0, must be above 0 and below 1: usually it is 0.9, and without momentum there is GradientDescent");
    assertThatThrownBy(() -> Momentum.of(net, step -> 1, 0))
        .hasMessageStartingWith("momentum is 0.0");
    assertThatThrownBy(() -> Momentum.of(net, step -> 1, Float.NaN))
        .hasMessageStartingWith("momentum is NaN");
    Momentum momentum = Momentum.of(net, step -> 1, 0.9f);
    assertThatThrownBy(() -> momentum.update("conv9/weights", variable, variable, 0))
        .hasMessageStartingWith("variable is conv9/weights, has no velocity among [conv1/weights");
  }

  @Test
  void tellsItsRateAndWhatMakesItDifferFromAnother() {
    LearningRate rate = step -> 0.1f;
    assertThat(Momentum.of(net, rate, 0.9f).rate()).isSameAs(rate);
    assertThat(Momentum.of(net, rate, 0.75f)).hasToString("gradient descent with momentum 0.75");
  }

  @Test
  void refusesAnotherNetworkAndToGoOnWhenItIsClosed() {
    Momentum momentum = Momentum.of(net, step -> 1, 0.9f);
    momentum.requireOf(net);
    try (Network other = CifarNet.build(1)) {
      assertThatThrownBy(() -> momentum.requireOf(other))
          .hasMessage(
              "what Momentum remembers is of another network, must be of the one that it is used with: run the cell with Momentum.of(net, ...) again, and those below it");
    }
    momentum.close();
    assertThatThrownBy(() -> momentum.requireOf(net))
        .hasMessage(
            "Momentum is closed: run the cell with Momentum.of(net, ...) again, and those below it");
    net.close();
    assertThatThrownBy(() -> Momentum.of(net, step -> 1, 0.9f))
        .hasMessageStartingWith("the network is closed");
  }
}
