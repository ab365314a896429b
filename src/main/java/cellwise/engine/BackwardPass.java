package cellwise.engine;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;
import java.util.Collection;
import java.util.function.Supplier;

/**
 * Gradients, which mean the same on every engine: those of one pass alone. MXNet writes over what
 * an earlier pass left, PyTorch would add to it. Several threads may make one at once.
 */
public final class BackwardPass {
  private BackwardPass() {}

  /**
   * Computes the gradient of a number for each variable: {@link NDArray#getGradient} gives it then.
   *
   * @param variables that require a gradient, at least one
   * @param moved arrays that the computation moves, such as statistics of batch normalization: they
   *     are moved once
   * @param number computes it from the variables, on this thread; at times more than once, of which
   *     the last counts
   * @return the number, in whatever scope it was computed in
   */
  public static NDArray of(
      Collection<NDArray> variables, Collection<NDArray> moved, Supplier<NDArray> number) {
    Engine engine = variables.iterator().next().getManager().getEngine();
    if (StartedEngine.isPytorch(engine)) {
      return PytorchPass.of(variables, moved, number);
    }
    try (GradientCollector recorded = engine.newGradientCollector()) {
      NDArray end = number.get();
      recorded.backward(end);
      return end;
    }
  }

  /**
   * Does something of which nobody wants a gradient: nothing is kept for one, and variables may be
   * written. PyTorch would record it on every thread but the one that started it.
   *
   * @return what {@code work} returns
   */
  public static <T> T without(Supplier<T> work) {
    return StartedEngine.isPytorch(StartedEngine.get())
        ? PytorchPass.recording(false, work)
        : work.get();
  }

  /** Does the same with something that returns nothing. */
  public static void without(Runnable work) {
    without(
        () -> {
          work.run();
          return null;
        });
  }
}
