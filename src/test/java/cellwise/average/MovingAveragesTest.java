package cellwise.average;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.model.VggNet;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MovingAveragesTest {
  private static final String NAME = "softmax_linear/biases";
  private final Network net = CifarNet.build(1);
  private final MovingAverages averages = MovingAverages.of(net, 0.9999f);

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void beginsWithTheVariables() {
    net.variables()
        .forEach((name, value) -> assertThat(averages.values().get(name)).isEqualTo(value));
  }

  /** 0 to 1 with a decay of 2/11, then to 3 with 3/12: 9/11, then 9/11 + 9/12 · (3 - 9/11). */
  @Test
  void followsTensorFlowsFormula() {
    NDArray variable = net.variable(NAME);
    variable.addi(1);
    averages.update(1);
    assertThat(first(averages.values().get(NAME))).isCloseTo(9 / 11f, within(1e-6f));
    variable.addi(2);
    averages.update(2);
    assertThat(first(averages.values().get(NAME)))
        .isCloseTo(9 / 11f + 0.75f * (3 - 9 / 11f), within(1e-6f));
  }

  /** Every variable's, also of those that are taken in many pieces. */
  @Test
  void movesEveryNumber() {
    Map<String, NDArray> expected = new HashMap<>();
    net.variables()
        .forEach(
            (name, variable) -> {
              NDArray before = variable.duplicate();
              variable.muli(-3).addi(1);
              expected.put(name, before.mul(2 / 11f).add(variable.mul(9 / 11f)));
            });
    averages.update(1);
    averages
        .values()
        .forEach(
            (name, average) ->
                assertThat(average.sub(expected.get(name)).abs().max().getFloat())
                    .as(name)
                    .isLessThan(1e-6f));
  }

  @Test
  void keepsTheDecayOnceThereAreEnoughUpdates() {
    assertThat(averages.decayAt(1)).isEqualTo(2 / 11f);
    assertThat(averages.decayAt(89_000)).isLessThan(0.9999f);
    assertThat(averages.decayAt(90_000)).isEqualTo(0.9999f);
  }

  @Test
  void swapsInAndPutsTheVariablesBackBitForBit() {
    net.variable(NAME).addi(1);
    float[] trained = net.variable(NAME).toFloatArray();
    String seen = averages.swapIn(() -> "" + first(net.variable(NAME)));
    assertThat(seen).isEqualTo("0.0");
    assertThat(net.variable(NAME).toFloatArray()).isEqualTo(trained);
  }

  /** Also those of batch normalization, which no update changes. */
  @Test
  void swapsInTheStatisticsToo() {
    try (Network vgg = VggNet.build(1);
        MovingAverages ofVgg = MovingAverages.of(vgg, 0.9f)) {
      NDArray mean = vgg.statistics().get("norm1/moving_mean");
      mean.addi(1);
      ofVgg.update(1);
      float seen = ofVgg.swapIn(() -> first(mean));
      assertThat(seen).isCloseTo(9 / 11f, within(1e-6f));
      assertThat(first(mean)).isEqualTo(1);
    }
  }

  @Test
  void leavesNoArrayBehind() {
    int before = net.manager().getManagedArrays().size();
    averages.update(1);
    averages.swapIn(() -> "looked at");
    assertThat(net.manager().getManagedArrays()).hasSize(before);
  }

  @Test
  void putsTheVariablesBackAlsoAfterAFailure() {
    net.variable(NAME).addi(1);
    assertThatThrownBy(
            () ->
                averages.swapIn(
                    () -> {
                      throw new IllegalStateException("evaluation failed");
                    }))
        .hasMessage("evaluation failed");
    assertThat(first(net.variable(NAME))).isEqualTo(1f);
  }

  @Test
  void averagesLossesFromZeroAsTheTutorial() {
    RunningMean mean = new RunningMean(0.9f);
    assertThat(mean.update(Map.of("a", 10f)).get("a")).isCloseTo(1, within(1e-6f));
    assertThat(mean.update(Map.of("a", 10f)).get("a")).isCloseTo(1.9f, within(1e-6f));
  }

  @Test
  void goesOnFromMeansThatWereKept() {
    RunningMean mean = new RunningMean(0.5f);
    mean.update(Map.of("a", 10f, "b", 1f));
    mean.set(Map.of("a", 4f));
    assertThat(mean.means()).isEqualTo(Map.of("a", 4f));
    assertThat(mean.update(Map.of("a", 6f))).isEqualTo(Map.of("a", 5f));
  }

  @Test
  void refusesAnotherNetwork() {
    averages.requireOf(net);
    try (Network other = CifarNet.build(1)) {
      assertThatThrownBy(() -> averages.requireOf(other))
          .hasMessage(
              "the moving average is of another network, must be of the one that it is used with: run the cell with MovingAverages.of(net, ...) again, and those below it");
    }
  }

  @Test
  void saysThatTheyAreClosed() {
    averages.close();
    String message =
        "the moving averages are closed: run the cell with MovingAverages.of(net, ...) again, and those below it";
    assertThatThrownBy(averages::values).hasMessage(message);
    assertThatThrownBy(() -> averages.update(1)).hasMessage(message);
    assertThatThrownBy(() -> averages.swapIn(() -> 1)).hasMessage(message);
    assertThatThrownBy(() -> averages.requireOf(net)).hasMessage(message);
  }

  @Test
  void saysThatTheirNetworkIsClosed() {
    net.close();
    assertThatThrownBy(averages::values).hasMessageStartingWith("the network is closed");
    assertThatThrownBy(() -> MovingAverages.of(net, 0.9f))
        .hasMessageStartingWith("the network is closed");
  }

  @Test
  void takesADecayOfZero() {
    try (MovingAverages following = MovingAverages.of(net, 0)) {
      net.variable(NAME).addi(1);
      following.update(1);
      assertThat(first(following.values().get(NAME))).isEqualTo(1);
    }
    assertThat(new RunningMean(0).update(Map.of("a", 3f))).isEqualTo(Map.of("a", 3f));
    assertThat(averages.decay()).isEqualTo(0.9999f);
  }

  @Test
  void refusesADecayOfOne() {
    assertThatThrownBy(() -> MovingAverages.of(net, 1))
        .hasMessage("decay is 1.0, must be at least 0 and below 1: the tutorial's is 0.9999");
    assertThatThrownBy(() -> new RunningMean(1)).hasMessageStartingWith("decay is 1.0, must be");
    assertThatThrownBy(() -> new RunningMean(-0.1f))
        .hasMessageStartingWith("decay is -0.1, must be at least 0 and below 1");
  }

  private static float first(NDArray array) {
    return array.toFloatArray()[0];
  }
}
