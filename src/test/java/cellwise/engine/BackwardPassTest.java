package cellwise.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
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
      NDArray number = BackwardPass.of(List.of(x), List.of(), () -> x.mul(x).sum());
      assertThat(number.getFloat()).isEqualTo(14);
      assertThat(x.getGradient().toFloatArray()).containsExactly(2, 4, 6);
    }
  }

  /** As a run leaves it that diverged: 0 · NaN would be NaN. */
  @Test
  void forgetsAGradientThatIsNoNumber() {
    BackwardPass.of(List.of(x), List.of(), () -> x.mul(Float.NaN).sum());
    assertThat(x.getGradient().toFloatArray()).containsOnly(Float.NaN);
    BackwardPass.of(List.of(x), List.of(), () -> x.sum());
    assertThat(x.getGradient().toFloatArray()).containsOnly(1);
  }

  @Test
  void recordsNoMoreAfterAFailure() {
    assertThatThrownBy(
            () ->
                BackwardPass.of(
                    List.of(x),
                    List.of(),
                    () -> {
                      throw new IllegalStateException("forward failed");
                    }))
        .hasMessage("forward failed");
    BackwardPass.of(List.of(x), List.of(), () -> x.sum());
    assertThat(x.getGradient().toFloatArray()).containsOnly(1);
  }

  /**
   * The number's memory is Java's on PyTorch, and is given to others here before it is read again;
   * what is moved is moved once nevertheless.
   */
  @Test
  void multipliesByNumbersWhoseMemoryIsCollected() {
    NDArray moved = manager.zeros(new Shape(1));
    List<ByteBuffer> others = new ArrayList<>();
    AtomicInteger computed = new AtomicInteger();
    BackwardPass.of(
        List.of(x),
        List.of(moved),
        () -> {
          NDArray number = x.mul(3).sum();
          moved.addi(1);
          if (computed.getAndIncrement() == 0) {
            collectAndWriteTo(others);
          }
          return number;
        });
    assertThat(x.getGradient().toFloatArray()).containsOnly(3);
    assertThat(moved.getFloat()).isEqualTo(1);
  }

  private static void collectAndWriteTo(List<ByteBuffer> others) {
    System.gc();
    LockSupport.parkNanos(10_000_000);
    for (int i = 0; i < 2000; i++) {
      others.add(ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder()).putFloat(0, 77));
    }
  }

  @Test
  void isMadeByTwoThreadsAtOnce() throws Exception {
    CountDownLatch bothRecord = new CountDownLatch(2);
    ForkJoinPool pool = new ForkJoinPool(2);
    List<ForkJoinTask<float[]>> passes = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      float factor = i;
      passes.add(pool.submit(() -> gradient(factor, bothRecord)));
    }
    assertThat(passes.get(0).get()).containsExactly(1, 1);
    assertThat(passes.get(1).get()).containsExactly(2, 2);
  }

  private static float[] gradient(float factor, CountDownLatch bothRecord) {
    try (NDManager own = NDManager.newBaseManager()) {
      NDArray y = own.ones(new Shape(2));
      NDArray by = own.full(new Shape(2), factor);
      y.setRequiresGradient(true);
      BackwardPass.of(
          List.of(y),
          List.of(),
          () -> {
            NDArray number = y.mul(by).sum();
            bothRecord.countDown();
            await(bothRecord);
            return number;
          });
      return y.getGradient().toFloatArray();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void leavesNoArrayBehind() {
    BackwardPass.of(List.of(x), List.of(), x::sum).close();
    int before = manager.getManagedArrays().size();
    BackwardPass.of(List.of(x), List.of(), x::sum).close();
    assertThat(manager.getManagedArrays()).hasSize(before);
  }
}
