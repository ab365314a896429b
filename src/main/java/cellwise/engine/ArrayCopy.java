package cellwise.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * Copies of arrays, which are arrays of their own on every engine: PyTorch's {@code toDevice} gives
 * the same numbers under another name where they are there already.
 */
public final class ArrayCopy {
  private ArrayCopy() {}

  /**
   * Copies an array into a scope and to its device. Wants no gradient, and is part of no backward
   * pass.
   */
  public static NDArray of(NDArray array, NDManager owner) {
    return BackwardPass.without(
        () -> {
          NDArray copy =
              array.getDevice().equals(owner.getDevice())
                  ? array.duplicate()
                  : array.toDevice(owner.getDevice(), true);
          copy.attach(owner);
          return copy;
        });
  }

  /**
   * Returns an array on a device, which is the array itself if it is there already.
   *
   * @return in the scope of the array; may have its memory
   */
  public static NDArray on(Device device, NDArray array) {
    return array.toDevice(device, false);
  }
}
