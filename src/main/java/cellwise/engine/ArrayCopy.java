package cellwise.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** Copies that have memory of their own on every engine. */
public final class ArrayCopy {
  private ArrayCopy() {}

  /**
   * Copies an array into a scope and to its device. PyTorch's {@code toDevice} would give the same
   * memory again where it is there already, whatever it is asked.
   */
  public static NDArray of(NDArray array, NDManager scope) {
    boolean isHere = array.getDevice().equals(scope.getDevice());
    NDArray copy = isHere ? array.duplicate() : array.toDevice(scope.getDevice(), true);
    copy.attach(scope);
    return copy;
  }
}
