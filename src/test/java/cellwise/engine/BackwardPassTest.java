package cellwise.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackwardPassTest {
  private final NDManager manager = NDManager.newBaseManager();
  private final NDArray x = manager.create(new float[] {1, 2, 3});

  BackwardPassTest() {
    x.setRequiresGradient(true);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** The gradient of the sum of squares is 2x, also the second time. */
  @Test
  void givesTheGradientsOfOnePassAlone() {
    for (int pass = 0; pass < 2; pass++) {
      NDArray number = BackwardPass.of(List.of(x), () -> x.mul(x).sum());
      assertThat(number.getFloat()).isEqualTo(14);
      assertThat(x.getGradient().toFloatArray()).containsExactly(2, 4, 6);
    }
  }

  /** As a run leaves it that diverged: 0 · NaN would be NaN. */
  @Test
  void forgetsAGradientThatIsNoNumber() {
    BackwardPass.of(List.of(x), () -> x.mul(Float.NaN).sum());
    assertThat(x.getGradient().toFloatArray()).containsOnly(Float.NaN);
    BackwardPass.forgetGradient(x);
    assertThat(x.getGradient().toFloatArray()).containsOnly(0);
  }

  @Test
  void recordsNoMoreAfterAFailure() {
    assertThatThrownBy(
            () ->
                BackwardPass.of(
                    List.of(x),
                    () -> {
                      throw new IllegalStateException("forward failed");
                    }))
        .hasMessage("forward failed");
    BackwardPass.of(List.of(x), () -> x.sum());
    assertThat(x.getGradient().toFloatArray()).containsOnly(1);
  }
}
