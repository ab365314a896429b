package cellwise.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VggNetTest {
  private final Network net = VggNet.build(1);

  @AfterEach
  void close() {
    net.close();
  }

  /**
   * 9 · (3 · 64 + 64 · 64 + 64 · 128 + 128 · 128 + 128 · 256), two for each of the 640 maps, and
   * 256 · 10 + 10.
   */
  @Test
  void hasItsLayersParametersAndMultiplyAdds() {
    LayerCosts costs = LayerCosts.of(net);
    assertThat(costs.parameters()).isEqualTo(558_538);
    assertThat(costs.multiplyAdds())
        .isEqualTo(
            9L * (576 * 3 * 64 + 144 * (64 * 64 + 64 * 128) + 36 * (128 * 128 + 128 * 256))
                + 2_560);
    assertThat(costs.rows().get(12).output()).isEqualTo(new Shape(256, 3, 3));
    assertThat(net.variables().keySet())
        .hasSize(5 + 2 * 5 + 2)
        .contains("conv1/weights", "norm1/gamma", "norm1/beta", "softmax_linear/biases")
        .doesNotContain("conv1/biases", "norm1/moving_mean");
    assertThat(net.statistics().keySet())
        .hasSize(10)
        .contains("norm1/moving_mean", "norm5/moving_variance");
  }

  @Test
  void drawsTheFirstWeightsFromTheSeed() {
    try (Network same = VggNet.build(1);
        Network other = VggNet.build(2)) {
      assertThat(same.variable("conv2/weights")).isEqualTo(net.variable("conv2/weights"));
      assertThat(other.variable("conv2/weights")).isNotEqualTo(net.variable("conv2/weights"));
    }
  }

  /** By hand: a map, less its mean, over its deviation, then ReLU. */
  @Test
  void normalizesOverTheBatchWhileItTrains() {
    try (NDManager scope = net.manager().newSubManager()) {
      NDArray maps = scope.randomNormal(new Shape(3, 64, 12, 12)).mul(2).add(1);
      NDArray mean = overAllButMaps(maps);
      NDArray variance = overAllButMaps(maps.sub(mean).square());
      NDArray expected = maps.sub(mean).div(variance.add(1e-5).sqrt()).maximum(0);

      assertClose(whileTraining("norm1", maps), expected);
      assertMoved("norm1/moving_mean", 0, mean.flatten().toFloatArray());
      assertMoved("norm1/moving_variance", 1, variance.flatten().toFloatArray());
    }
  }

  @Test
  void normalizesByItsStatisticsOtherwise() {
    try (NDManager scope = net.manager().newSubManager()) {
      NDArray images = scope.randomNormal(new Shape(3, 3, 24, 24));
      net.statistics().get("norm1/moving_mean").addi(0.5f);
      net.statistics().get("norm1/moving_variance").addi(3);
      Map<String, NDArray> outputs = net.outputs(images);
      NDArray expected = outputs.get("pool1").sub(0.5f).div(Math.sqrt(4 + 1e-5)).maximum(0);

      assertClose(outputs.get("norm1"), expected);
    }
  }

  @Test
  @Tag("mxnet") // which alone refuses it
  void refusesToGoByABatchThatNobodyTrainsOn() {
    try (NDManager scope = net.manager().newSubManager()) {
      NDArray images = scope.ones(new Shape(1, 3, 24, 24));
      assertThatThrownBy(() -> net.logits(images, true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("batchNorm");
    }
  }

  /** One axis after the other, since PyTorch takes no more. */
  private static NDArray overAllButMaps(NDArray maps) {
    NDArray mean = maps;
    for (int axis : new int[] {0, 2, 3}) {
      mean = mean.mean(new int[] {axis}, true);
    }
    return mean;
  }

  private NDArray whileTraining(String layer, NDArray input) {
    ParameterStore store = new ParameterStore(input.getManager(), false);
    try (GradientCollector collector = input.getManager().getEngine().newGradientCollector()) {
      NDArray output =
          net.blocks().get(layer).forward(store, new NDList(input), true).singletonOrThrow();
      collector.backward(output.sum());
      return output;
    }
  }

  private static void assertClose(NDArray actual, NDArray expected) {
    assertThat(actual.sub(expected).abs().max().getFloat()).isLessThan(1e-5f);
  }

  /**
   * A tenth of the way from what it was to the batch's; MXNet does that in the backward pass. Of
   * 432 numbers PyTorch divides the squares by 431.
   */
  private void assertMoved(String name, float before, float[] batch) {
    float[] moved = net.statistics().get(name).toFloatArray();
    for (int map = 0; map < batch.length; map++) {
      float expected = 0.9f * before + 0.1f * batch[map];
      assertThat(moved[map]).isCloseTo(expected, within(1e-4f + 0.1f * Math.abs(batch[map]) / 431));
    }
  }
}
