package cellwise.engine;

import ai.djl.mxnet.engine.MxNDArray;
import ai.djl.mxnet.jna.JnaUtils;
import ai.djl.ndarray.NDArray;
import java.nio.FloatBuffer;

/**
 * Changes an array, number by number, with the help of another one, on the engine's memory and on
 * the caller's thread.
 *
 * <p>Worth it for small arrays with little to compute, where an operation of the engine's costs
 * more than its arithmetic.
 */
public final class InPlaceFunction {
  private static final int NUMBERS = 2048;

  private InPlaceFunction() {}

  /** What is done with some numbers at a time, the next ones in another call. */
  @FunctionalInterface
  public interface Operation {
    /**
     * Changes numbers.
     *
     * @param changed those to change
     * @param other of the other array, in the same places
     * @param count how many there are; what lies behind is of no meaning
     */
    void apply(float[] changed, float[] other, int count);
  }

  /**
   * Applies an operation. Waits until the engine needs the old numbers no longer; no other thread
   * may use either array meanwhile, since the engine does not know of this.
   *
   * @param changed an array that {@link CustomFunction#canRunOn} accepts
   * @param other such an array of the same shape; not changed
   */
  public static void apply(Operation operation, NDArray changed, NDArray other) {
    if (!changed.getShape().equals(other.getShape())
        || !CustomFunction.canRunOn(changed)
        || !CustomFunction.canRunOn(other)) {
      throw new IllegalArgumentException(
          "arrays are %s %s and %s %s, must be float32 of one shape, in the CPU's memory"
              .formatted(
                  changed.getDataType(),
                  changed.getShape(),
                  other.getDataType(),
                  other.getShape()));
    }
    MxNDArray target = (MxNDArray) changed;
    int size = Math.toIntExact(changed.size());
    JnaUtils.checkCall(MxnetCalls.MXNET.MXNDArrayWaitToWrite(target.getHandle()));
    FloatBuffer to = MxnetCalls.floats(target.getHandle(), size);
    FloatBuffer from = MxnetCalls.floats(((MxNDArray) other).getHandle(), size);
    // By way of arrays of Java's, in whose loops the JIT compiler uses vectors.
    float[] numbers = new float[Math.min(NUMBERS, size)];
    float[] others = new float[numbers.length];
    for (int i = 0; i < size; i += NUMBERS) {
      int count = Math.min(NUMBERS, size - i);
      to.get(i, numbers, 0, count);
      from.get(i, others, 0, count);
      operation.apply(numbers, others, count);
      to.put(i, numbers, 0, count);
    }
  }
}
