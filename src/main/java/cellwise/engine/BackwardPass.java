package cellwise.engine;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.training.GradientCollector;
import java.util.Collection;
import java.util.function.Supplier;

/**
 * Gradients, which mean the same on every engine: those of one pass alone. MXNet writes over what
 * an earlier pass left, PyTorch would add to it.
 */
public final class BackwardPass {
  private BackwardPass() {}

  /**
   * Computes the gradient of a number for each variable: {@link NDArray#getGradient} gives it then.
   *
   * @param variables that require a gradient, at least one
   * @param number computes it from them, on this thread and once
   * @return the number, in whatever scope it was computed in
   */
  public static NDArray of(Collection<NDArray> variables, Supplier<NDArray> number) {
    Engine engine = variables.iterator().next().getManager().getEngine();
    if (!StartedEngine.isMxnet(engine)) {
      variables.forEach(BackwardPass::forgetGradient);
    }
    try (GradientCollector recorded = engine.newGradientCollector()) {
      NDArray end = number.get();
      recorded.backward(end);
      return end;
    }
  }

  /**
   * Also one that is NaN, which no product with 0 takes away. Not by {@code copyTo}: that would
   * give PyTorch's gradient memory of Java's, which is gone with the array that it is seen through.
   */
  static void forgetGradient(NDArray variable) {
    try (NDArray gradient = variable.getGradient()) {
      gradient.set(new NDIndex("..."), 0f);
    }
  }
}
