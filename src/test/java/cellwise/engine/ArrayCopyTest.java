package cellwise.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArrayCopyTest {
  private final NDManager manager = NDManager.newBaseManager();
  private final NDArray array = manager.create(new float[] {1, 2});

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void hasMemoryOfItsOwn() {
    array.setRequiresGradient(true);
    try (NDManager owner = manager.newSubManager()) {
      NDArray copy = ArrayCopy.of(array, owner);
      assertThat(copy.getManager()).isSameAs(owner);
      assertThat(copy.hasGradient()).isFalse();
      InPlace.subtract(copy, 1, copy);
      assertThat(copy.toFloatArray()).containsExactly(0, 0);
    }
    assertThat(array.toFloatArray()).containsExactly(1, 2);
    assertThat(array.hasGradient()).isTrue();
  }

  @Test
  void isTheArrayItselfWhereItIsAlready() {
    assertThat(ArrayCopy.on(Device.cpu(), array)).isSameAs(array);
  }
}
