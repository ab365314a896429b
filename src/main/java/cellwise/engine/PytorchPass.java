package cellwise.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.function.Supplier;

/**
 * A backward pass on PyTorch, and the switch that decides whether a thread records for one. Not by
 * DJL's collector, of which a process can have one at a time.
 */
final class PytorchPass {
  private static final int ROUNDS = 20;

  private PytorchPass() {}

  /**
   * Computes gradients, as {@link BackwardPass#of}.
   *
   * <p>What is multiplied by a number is multiplied by an array that DJL keeps in Java's memory and
   * closes at once. PyTorch reads it again in the backward pass; if garbage was collected before
   * that, something else may lie there, and the gradient is wrong. So it is computed once more
   * then.
   */
  static NDArray of(
      Collection<NDArray> variables, Collection<NDArray> moved, Supplier<NDArray> number) {
    try (NDManager scope = variables.iterator().next().getManager().newSubManager()) {
      NDList before = new NDList();
      moved.forEach(array -> before.add(ArrayCopy.of(array, scope)));
      for (int round = 0; round < ROUNDS; round++) {
        WeakReference<Object> canary = new WeakReference<>(new Object());
        NDArray end = once(variables, number);
        if (canary.get() != null) {
          return end;
        }
        int i = 0;
        for (NDArray array : moved) {
          InPlace.set(array, before.get(i++));
        }
      }
    }
    throw new IllegalStateException(
        "garbage was collected in each of %d backward passes, must not be in one of them: give Java more memory by -Xmx"
            .formatted(ROUNDS));
  }

  private static NDArray once(Collection<NDArray> variables, Supplier<NDArray> number) {
    variables.forEach(variable -> JniUtils.zeroGrad((PtNDArray) variable));
    return recording(
        true,
        () -> {
          NDArray end = number.get();
          try (NDArray one = end.onesLike()) {
            JniUtils.backward((PtNDArray) end, (PtNDArray) one, false, false);
          }
          return end;
        });
  }

  /** Does something while this thread records or does not, and leaves it as it was. */
  static <T> T recording(boolean on, Supplier<T> work) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(on);
    try {
      return work.get();
    } finally {
      JniUtils.setGradMode(before);
    }
  }
}
