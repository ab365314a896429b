package cellwise.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CifarNetTest {
  private final Network net = CifarNet.build(1);

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void hasTheTutorialsLayersParametersAndMultiplyAdds() {
    LayerCosts costs = LayerCosts.of(net);
    assertThat(costs.rows())
        .extracting(LayerCosts.Row::name)
        .containsExactly(
            "conv1",
            "pool1",
            "norm1",
            "conv2",
            "norm2",
            "pool2",
            "local3",
            "local4",
            "softmax_linear");
    assertThat(costs.rows())
        .extracting(LayerCosts.Row::parameters)
        .containsExactly(4_864L, 0L, 0L, 102_464L, 0L, 0L, 885_120L, 73_920L, 1_930L);
    assertThat(costs.parameters()).isEqualTo(1_068_298);
    assertThat(costs.multiplyAdds()).isEqualTo(18_470_784);
    assertThat(costs.toString()).contains("softmax_linear").contains("1,068,298");
  }

  @Test
  void givesWhatEveryLayerMakesOfPictures() {
    try (NDManager scope = net.manager().newSubManager()) {
      NDArray images = scope.ones(new Shape(2, 3, 24, 24));
      Map<String, NDArray> outputs = net.outputs(images);
      assertThat(outputs.keySet()).containsExactlyElementsOf(net.layers());
      assertThat(outputs.get("conv1").getShape()).isEqualTo(new Shape(2, 64, 24, 24));
      assertThat(outputs.get("pool1").getShape()).isEqualTo(new Shape(2, 64, 12, 12));
      assertThat(outputs.get("pool2").getShape()).isEqualTo(new Shape(2, 64, 6, 6));
      assertThat(outputs.get("softmax_linear")).isEqualTo(net.logits(images, false));
      for (LayerCosts.Row row : LayerCosts.of(net).rows()) {
        assertThat(outputs.get(row.name()).getShape().slice(1)).isEqualTo(row.output());
      }
    }
  }

  /** Cut at two deviations: none is larger, and their own deviation is 0.8796 of it. */
  @Test
  void drawsWeightsFromTheTutorialsTruncatedNormals() {
    assertDrawn("conv1/weights", 5e-2);
    assertDrawn("conv2/weights", 5e-2);
    assertDrawn("local3/weights", 0.04);
    assertDrawn("local4/weights", 0.04);
    assertDrawn("softmax_linear/weights", 1 / 192.0);
  }

  @Test
  void setsTheTutorialsBiases() {
    assertThat(net.variable("conv1/biases").toFloatArray()).containsOnly(0);
    assertThat(net.variable("conv2/biases").toFloatArray()).containsOnly(0.1f);
    assertThat(net.variable("local3/biases").toFloatArray()).containsOnly(0.1f);
    assertThat(net.variable("local4/biases").toFloatArray()).containsOnly(0.1f);
    assertThat(net.variable("softmax_linear/biases").toFloatArray()).containsOnly(0);
  }

  @Test
  void drawsTheSameFromOneSeedAndOthersFromAnother() {
    try (Network same = CifarNet.build(1);
        Network other = CifarNet.build(2)) {
      assertThat(same.variable("local3/weights")).isEqualTo(net.variable("local3/weights"));
      assertThat(other.variable("local3/weights")).isNotEqualTo(net.variable("local3/weights"));
    }
  }

  /** Two planes of weights fewer in conv1, and nothing else. */
  @Test
  void takesGreyPictures() {
    try (Network grey = CifarNet.build(1, 1, 10)) {
      assertThat(grey.input()).isEqualTo(new Shape(1, 24, 24));
      assertThat(LayerCosts.of(grey).parameters()).isEqualTo(1_068_298 - 2 * 5 * 5 * 64);
    }
  }

  /** Ninety columns of weights and as many biases more in softmax_linear, and nothing else. */
  @Test
  void takesAsManyClassesAsThereAre() {
    try (Network hundred = CifarNet.build(1, 3, 100);
        NDManager scope = hundred.manager().newSubManager()) {
      assertThat(hundred.logits(scope.ones(new Shape(2, 3, 24, 24)), false).getShape())
          .isEqualTo(new Shape(2, 100));
      assertThat(LayerCosts.of(hundred).parameters()).isEqualTo(1_068_298 + 90 * (192 + 1));
    }
  }

  @Test
  void refusesPicturesThatThereAreNot() {
    assertThatThrownBy(() -> CifarNet.build(1, 0, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "channels is 0 and classes 10, must be at least 1 and 2: pass what the pictures have, such as 3 and 10");
    assertThatThrownBy(() -> CifarNet.build(1, 3, 1))
        .hasMessageStartingWith("channels is 3 and classes 1, must be");
  }

  @Test
  void namesTheVariablesThatThereAre() {
    assertThatThrownBy(() -> net.variable("local5/weights"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("variable is local5/weights, must be one of [conv1/weights,");
  }

  @Test
  void refusesANormWithoutBiasOrWithASumThatIsTakenAway() {
    String rule = ", radius and alpha must be 0 or more and bias positive";
    assertThatThrownBy(() -> new LocalResponseNorm(4, 0, 1, 0.75f))
        .hasMessage("radius is 4, bias 0.0 and alpha 1.0" + rule);
    assertThatThrownBy(() -> new LocalResponseNorm(4, 1, -0.1f, 0.75f))
        .hasMessage("radius is 4, bias 1.0 and alpha -0.1" + rule);
  }

  private void assertDrawn(String name, double stddev) {
    float[] values = net.variable(name).toFloatArray();
    double largest =
        IntStream.range(0, values.length).mapToDouble(i -> Math.abs(values[i])).max().orElse(0);
    double squares =
        IntStream.range(0, values.length).mapToDouble(i -> values[i] * values[i]).sum();
    assertThat(largest).as(name).isLessThanOrEqualTo(2 * stddev * 1.000001);
    double deviation = Math.sqrt(squares / values.length) / stddev;
    assertThat(deviation).as(name).isCloseTo(0.8796, within(2.0 / Math.sqrt(values.length)));
  }
}
