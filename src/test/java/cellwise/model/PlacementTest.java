package cellwise.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import cellwise.engine.StartedEngine;
import cellwise.model.Placement.Kind;
import cellwise.model.Placement.Place;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private final NDManager scope = StartedEngine.newScope(Device.cpu());
  private final NDArray images = scope.zeros(new Shape(2, 3, 24, 24));

  @AfterEach
  void close() {
    scope.close();
  }

  /** Bytes by hand: 4 for each number. */
  @Test
  void saysWhereEachVariableAndEachResultIs() {
    try (Network net = CifarNet.build(1, 3, 10, Device.cpu())) {
      Placement placement = Placement.of(net, images);
      assertThat(placement.places())
          .startsWith(
              place(Kind.INPUT, "images", 4 * 3456, 2, 3, 24, 24),
              place(Kind.VARIABLE, "conv1/weights", 4 * 4800, 64, 3, 5, 5),
              place(Kind.VARIABLE, "conv1/biases", 4 * 64, 64),
              place(Kind.RESULT, "conv1", 4 * 73728, 2, 64, 24, 24),
              place(Kind.RESULT, "pool1", 4 * 18432, 2, 64, 12, 12))
          .endsWith(place(Kind.RESULT, "softmax_linear", 4 * 20, 2, 10))
          .hasSize(1 + 10 + 9);
      assertThat(placement.bytes())
          .isEqualTo(placement.places().stream().mapToLong(Place::bytes).sum());
      long trained =
          placement.places().stream()
              .filter(place -> place.kind() == Kind.VARIABLE)
              .mapToLong(Place::bytes)
              .sum();
      assertThat(trained).isEqualTo(4 * 1_068_298);
      assertThat(placement.toString().lines().skip(2).findFirst())
          .hasValue(
              "variable   conv1/weights            (64, 3, 5, 5)      cpu()            19,200");
    }
  }

  @Test
  void saysWhatFollowsTheBatchesToo() {
    try (Network net = VggNet.build(1, 3, 10, Device.cpu())) {
      assertThat(Placement.of(net, images).places())
          .contains(
              place(Kind.VARIABLE, "norm1/gamma", 4 * 64, 64),
              place(Kind.STATISTIC, "norm1/moving_mean", 4 * 64, 64));
    }
  }

  @Test
  void leavesNoArrayBehind() {
    try (Network net = CifarNet.build(1, 3, 10, Device.cpu())) {
      Placement.of(net, images);
      int before = scope.getManagedArrays().size();
      int ofNet = net.manager().getManagedArrays().size();
      Placement.of(net, images);
      assertThat(scope.getManagedArrays()).hasSize(before);
      assertThat(net.manager().getManagedArrays()).hasSize(ofNet);
      assertThat(images.getManager()).isSameAs(scope);
    }
  }

  /** MXNet's name for memory that GPUs reach: a second device on a machine without one. */
  @Test
  @Tag("mxnet")
  void refusesPicturesFromElsewhere() {
    try (Network net = CifarNet.build(1, 3, 10, Device.cpu())) {
      NDArray elsewhere = images.toDevice(Device.of("cpu_pinned", 0), true);
      assertThatThrownBy(() -> Placement.of(net, elsewhere))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("images are on cpu_pinned(0), must be on cpu()");
    }
  }

  private static Place place(Kind kind, String name, long bytes, long... shape) {
    return new Place(kind, name, new Shape(shape), Device.cpu(), bytes);
  }
}
