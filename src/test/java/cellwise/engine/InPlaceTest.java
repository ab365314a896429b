package cellwise.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class InPlaceTest {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /** NaN is written over as well. */
  @Test
  void setsWhatWantsAGradientToOtherNumbers() {
    NDArray changed = manager.create(new float[] {1, Float.NaN, 3});
    changed.setRequiresGradient(true);
    try (NDArray other = manager.create(new float[] {4, -4, 0})) {
      InPlace.set(changed, other);
      InPlace.subtract(other, 1, other);
    }
    assertThat(changed.toFloatArray()).containsExactly(4, -4, 0);
    assertThat(changed.hasGradient()).isTrue();
  }

  /** Which copyTo would give it anew, so that gradients and views were left with the old. */
  @Test
  @Tag("pytorch") // since a view has memory of its own on MXNet
  void setsTheMemoryThatItHas() {
    NDArray changed = manager.create(new float[] {1, 2});
    NDArray view = changed.reshape(2, 1);
    InPlace.set(changed, manager.create(new float[] {3, 4}));
    assertThat(view.toFloatArray()).containsExactly(3, 4);
  }

  /** As a session's steps are made, on threads that did not start the engine. */
  @Test
  void changesVariablesOnAnyThread() throws InterruptedException, ExecutionException {
    NDArray changed = manager.create(new float[] {1, 2});
    NDArray velocity = manager.zeros(changed.getShape());
    NDArray other = manager.create(new float[] {5, 6});
    changed.setRequiresGradient(true);
    ForkJoinTask<?> changes =
        new ForkJoinPool(1)
            .submit(
                () -> {
                  InPlace.approach(changed, 0.5f, other);
                  InPlace.subtract(changed, 1, other);
                  InPlace.accelerate(changed, velocity, 0.5f, 1, other);
                  InPlace.set(other, changed);
                });
    changes.get();
    assertThat(changed.toFloatArray()).containsExactly(-7, -8);
    assertThat(other.toFloatArray()).containsExactly(-7, -8);
    assertThat(other.hasGradient()).isFalse();
  }

  @Test
  void subtractsAMultiple() {
    NDArray changed = manager.create(new float[] {1, 2, 3});
    NDArray other = manager.create(new float[] {4, -4, 0});
    InPlace.subtract(changed, 0.25f, other);
    assertThat(changed.toFloatArray()).containsExactly(0, 3, 3);
    assertThat(other.toFloatArray()).containsExactly(4, -4, 0);
  }

  /** As a variable is, and outside of any backward pass. */
  @Test
  void subtractsFromWhatWantsAGradientAndRecordsNothing() {
    NDArray changed = manager.create(new float[] {1});
    changed.setRequiresGradient(true);
    InPlace.subtract(changed, 2, manager.create(new float[] {3}));
    assertThat(changed.toFloatArray()).containsExactly(-5);
    assertThat(changed.hasGradient()).isTrue();
  }

  /** By hand: 0.5 · 8 - 0.25 · 4 = 3, on to 4; then 0.5 · 3 - 0.25 · 4 = 0.5. */
  @Test
  void acceleratesInOnePassAndInTwoLinesAlike() {
    NDArray gradient = manager.create(new float[] {4});
    NDArray variable = manager.create(new float[] {1});
    NDArray velocity = manager.create(new float[] {8});
    InPlace.accelerate(variable, velocity, 0.5f, 0.25f, gradient);
    assertThat(velocity.toFloatArray()).containsExactly(3);
    assertThat(variable.toFloatArray()).containsExactly(4);
    InPlace.accelerateInTwoLines(variable, velocity, 0.5f, 0.25f, gradient);
    assertThat(velocity.toFloatArray()).containsExactly(0.5f);
    assertThat(variable.toFloatArray()).containsExactly(4.5f);
    assertThat(gradient.toFloatArray()).containsExactly(4);
  }

  /** Two whole pieces and a part of one; neither array is a copy. */
  @Test
  void movesEveryNumberOfOneArrayAndNoneOfTheOther() {
    NDArray changed = manager.arange(5001f);
    NDArray other = manager.arange(5001f).mul(3);
    InPlace.approach(changed, 0.5f, other);
    assertThat(changed).isEqualTo(manager.arange(5001f).mul(2));
    assertThat(other).isEqualTo(manager.arange(5001f).mul(3));
  }

  @Test
  @Tag("mxnet") // whose memory alone is reached
  void reachesTheMemoryOfFloats() {
    assertThat(EngineMemory.isReachable(manager.arange(5001f))).isTrue();
  }

  @Test
  void movesAsTheEngineDoesWhereJavaCannotReachTheMemory() {
    NDArray java = manager.randomNormal(new Shape(3000));
    NDArray engine = java.duplicate();
    NDArray other = manager.randomNormal(new Shape(3000));
    InPlace.approach(java, 0.1f, other);
    InPlace.approachByTheEngine(engine, 0.1f, other);
    assertThat(java.sub(engine).abs().max().getFloat()).isLessThan(1e-6f);

    NDArray doubles = manager.create(new double[] {1, 5});
    assertThat(EngineMemory.isReachable(doubles)).isFalse();
    InPlace.approach(doubles, 0.25f, manager.create(new double[] {5, 1}));
    assertThat(doubles.toDoubleArray()).containsExactly(new double[] {2, 4}, within(1e-12));
  }

  /** The engine has work for a while, and only then reads the numbers as they were. */
  @Test
  void waitsForThoseWhoReadTheOldNumbers() {
    NDArray ones = manager.ones(new Shape(1 << 20));
    NDArray threes = ones.mul(3);
    for (int round = 0; round < 20; round++) {
      NDArray changed = ones.duplicate();
      NDArray read = changed.add(busyFor(5));
      InPlace.approach(changed, 0.5f, threes);
      assertThat(read).as("round " + round).isEqualTo(ones.mul(2));
      assertThat(changed).as("round " + round).isEqualTo(ones.mul(2));
    }
  }

  @Test
  void waitsForThoseWhoWriteEitherArray() {
    NDArray ones = manager.ones(new Shape(1 << 20));
    for (int round = 0; round < 20; round++) {
      NDArray changed = ones.mul(busyFor(5));
      NDArray other = ones.mul(4).add(busyFor(5));
      InPlace.approach(changed, 0.5f, other);
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
  void leavesNoArrayBehind() {
    NDArray doubles = manager.ones(new Shape(2), DataType.FLOAT64);
    NDArray other = manager.ones(new Shape(2), DataType.FLOAT64);
    int before = manager.getManagedArrays().size();
    InPlace.approach(doubles, 0.5f, other);
    InPlace.set(doubles, other);
    assertThat(manager.getManagedArrays()).hasSize(before);
  }

  @Test
  void refusesArraysOfTwoShapes() {
    NDArray two = manager.ones(new Shape(2));
    NDArray one = manager.ones(new Shape(1));
    String message = "arrays have shapes (2) and (1), must have one";
    assertThatThrownBy(() -> InPlace.approach(two, 1, one)).hasMessage(message);
    assertThatThrownBy(() -> InPlace.subtract(two, 1, one)).hasMessage(message);
    assertThatThrownBy(() -> InPlace.set(two, one)).hasMessage(message);
  }
}
