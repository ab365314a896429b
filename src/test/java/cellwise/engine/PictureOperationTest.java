package cellwise.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PictureOperationTest {
  private static final PictureOperation CUBE =
      new PictureOperation() {
        @Override
        public void forward(float[] in, float[] out) {
          for (int i = 0; i < in.length; i++) {
            out[i] = in[i] * in[i] * in[i];
          }
        }

        @Override
        public void backward(float[] in, float[] gradient, float[] inGradient) {
          for (int i = 0; i < in.length; i++) {
            inGradient[i] = 3 * in[i] * in[i] * gradient[i];
          }
        }

        @Override
        public NDArray composed(NDArray x) {
          return x.square().mul(x);
        }
      };

  private final NDManager manager = NDManager.newBaseManager();
  private final NDArray x = manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(3, 2));

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void computesEveryPicture() {
    NDArray y = CUBE.applyTo(x);
    assertThat(y.getShape()).isEqualTo(x.getShape());
    assertThat(y.toFloatArray()).containsExactly(1, 8, 27, 64, 125, 216);
  }

  @Test
  void isPartOfTheBackwardPass() {
    x.setRequiresGradient(true);
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray y = CUBE.applyTo(CUBE.applyTo(x.mul(2)).add(1));
      collector.backward(y.sum());
    }
    float[] gradient = x.getGradient().toFloatArray();
    for (int i = 0; i < 6; i++) {
      double inner = Math.pow(2.0 * (i + 1), 3) + 1;
      double expected = 3 * inner * inner * 3 * Math.pow(2.0 * (i + 1), 2) * 2;
      assertThat(gradient[i] / expected).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  @Tag("mxnet") // which alone calls Java back
  void forgetsAFunctionWhoseArraysAreClosed() {
    x.setRequiresGradient(true);
    int before = MxnetRecording.waiting();
    GradientCollector collector = manager.getEngine().newGradientCollector();
    CUBE.applyTo(x);
    collector.close();
    assertThat(MxnetRecording.waiting()).isEqualTo(before + 1);
    manager.close();
    assertThat(MxnetRecording.waiting()).isEqualTo(before);
  }

  @Test
  @Tag("mxnet") // which alone calls Java back
  void reportsAGradientThatFails() {
    x.setRequiresGradient(true);
    PictureOperation broken =
        new PictureOperation() {
          @Override
          public void forward(float[] in, float[] out) {}

          @Override
          public void backward(float[] in, float[] gradient, float[] inGradient) {
            throw new IllegalStateException("broken");
          }

          @Override
          public NDArray composed(NDArray x) {
            return x;
          }
        };
    assertThatThrownBy(
            () -> {
              try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
                collector.backward(broken.applyTo(x).sum());
              }
              x.getGradient().toFloatArray();
            })
        .hasMessageContaining("CustomFunction");
  }

  /** Numbers that Java has no loop for here; DJL's operations know their own gradient. */
  @Test
  void isComposedWhereJavaCannotReachTheMemory() {
    NDArray doubles = x.toType(DataType.FLOAT64, true);
    assertThat(EngineMemory.isReachable(doubles)).isFalse();
    doubles.setRequiresGradient(true);
    NDArray sum = BackwardPass.of(List.of(doubles), List.of(), () -> CUBE.applyTo(doubles).sum());
    assertThat(sum.getDouble()).isEqualTo(441);
    assertThat(doubles.getGradient().toDoubleArray()).containsExactly(3, 12, 27, 48, 75, 108);
  }
}
