package cellwise.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InPlaceFunctionTest {
  private static final InPlaceFunction.Operation SUM =
      (changed, other, count) -> {
        for (int i = 0; i < count; i++) {
          changed[i] += other[i];
        }
      };

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /** Two whole pieces and a part of one; neither array is a copy. */
  @Test
  void changesEveryNumberOfOneArrayAndNoneOfTheOther() {
    NDArray changed = manager.arange(5001f);
    NDArray other = manager.arange(5001f).mul(2);
    InPlaceFunction.apply(SUM, changed, other);
    assertThat(changed).isEqualTo(manager.arange(5001f).mul(3));
    assertThat(other).isEqualTo(manager.arange(5001f).mul(2));
  }

  /** The engine has work for a while, and only then reads the numbers as they were. */
  @Test
  void waitsForThoseWhoReadTheOldNumbers() {
    NDArray ones = manager.ones(new Shape(1 << 20));
    for (int round = 0; round < 20; round++) {
      NDArray changed = ones.duplicate();
      NDArray read = changed.add(busyFor(5));
      InPlaceFunction.apply(SUM, changed, ones);
      assertThat(read).as("round " + round).isEqualTo(ones.mul(2));
      assertThat(changed).as("round " + round).isEqualTo(ones.mul(2));
    }
  }

  @Test
  void waitsForThoseWhoWriteEitherArray() {
    NDArray ones = manager.ones(new Shape(1 << 20));
    for (int round = 0; round < 20; round++) {
      NDArray changed = ones.mul(busyFor(5));
      NDArray other = ones.add(busyFor(5));
      InPlaceFunction.apply(SUM, changed, other);
      assertThat(changed).as("round " + round).isEqualTo(ones.mul(3));
    }
  }

  /** Returns a 1 that takes the engine some products of large matrices. */
  private NDArray busyFor(int products) {
    NDArray busy = manager.ones(new Shape(512, 512));
    for (int i = 0; i < products; i++) {
      busy = busy.dot(busy).div(512);
    }
    return busy.get(0, 0);
  }

  @Test
  void refusesArraysThatItCannotReach() {
    NDArray two = manager.ones(new Shape(2));
    assertThatThrownBy(() -> InPlaceFunction.apply(SUM, two, manager.ones(new Shape(1))))
        .hasMessage(
            "arrays are float32 (2) and float32 (1), must be float32 of one shape, in the CPU's memory");
    NDArray counts = manager.ones(new Shape(2), DataType.INT32);
    assertThatThrownBy(() -> InPlaceFunction.apply(SUM, two, counts))
        .hasMessageStartingWith("arrays are float32 (2) and int32 (2), must be");
  }
}
