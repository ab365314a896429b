package cellwise.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.nio.FloatBuffer;

/**
 * Changes arrays where they lie, in one pass over their memory, with the same meaning on every
 * engine.
 */
public final class InPlace {
  private static final int PIECE = 2048;

  private InPlace() {}

  /**
   * Writes the numbers of another array over those of this one: {@code changed = other}.
   *
   * <p>Not by {@code copyTo} but on MXNet: PyTorch's would put the array into memory of Java's,
   * which is gone with the name that it is seen by.
   *
   * @param other of the same shape, on whatever device; not changed
   */
  public static void set(NDArray changed, NDArray other) {
    requireSameShape(changed, other);
    if (StartedEngine.isMxnet(changed.getManager().getEngine())) {
      other.copyTo(changed);
    } else {
      BackwardPass.without(() -> setByIndex(changed, other));
    }
  }

  private static void setByIndex(NDArray changed, NDArray other) {
    try (NDManager scope = changed.getManager().newSubManager()) {
      boolean isHere = changed.getDevice().equals(other.getDevice());
      changed.set(new NDIndex("..."), isHere ? other : ArrayCopy.of(other, scope));
    }
  }

  /**
   * Subtracts a multiple: {@code changed -= factor · other}.
   *
   * @param other of the same shape; not changed
   */
  public static void subtract(NDArray changed, float factor, NDArray other) {
    requireSameShape(changed, other);
    descend(new NDList(changed, other), factor, 0);
  }

  /**
   * Moves a variable on, and its velocity before that:
   *
   * <pre>
   *   velocity = momentum · velocity - rate · gradient
   *   variable += velocity
   * </pre>
   *
   * @param velocity of the variable's shape
   * @param gradient of the variable's shape; not changed
   */
  public static void accelerate(
      NDArray variable, NDArray velocity, float momentum, float rate, NDArray gradient) {
    requireSameShape(variable, velocity);
    requireSameShape(variable, gradient);
    if (StartedEngine.isMxnet(variable.getManager().getEngine())) {
      descend(new NDList(variable, gradient, velocity), rate, momentum);
    } else {
      BackwardPass.without(
          () -> accelerateInTwoLines(variable, velocity, momentum, rate, gradient));
    }
  }

  /** PyTorch's one pass would keep the velocity with the opposite sign. */
  static void accelerateInTwoLines(
      NDArray variable, NDArray velocity, float momentum, float rate, NDArray gradient) {
    velocity.muli(momentum);
    subtract(velocity, rate, gradient);
    subtract(variable, -1, velocity);
  }

  /** DJL's gradient descent without weight decay, rescaling and clipping, at a momentum or 0. */
  private static void descend(NDList arrays, float rate, float momentum) {
    NDArray variable = arrays.head();
    variable
        .getNDArrayInternal()
        .sgdUpdate(arrays, new NDList(variable), rate, 0, 1, -1, momentum, false);
  }

  /**
   * Takes an array a share of the way to another one: {@code changed -= share · (changed - other)}.
   *
   * <p>By Java where it can, which costs a step half of what the engine does: docs/performance.md.
   * No other thread may use either array meanwhile.
   *
   * @param other of the same shape; not changed
   */
  public static void approach(NDArray changed, float share, NDArray other) {
    requireSameShape(changed, other);
    if (EngineMemory.isReachable(changed) && EngineMemory.isReachable(other)) {
      approach(EngineMemory.toWrite(changed), share, EngineMemory.toRead(other));
    } else {
      BackwardPass.without(() -> approachByTheEngine(changed, share, other));
    }
  }

  static void approachByTheEngine(NDArray changed, float share, NDArray other) {
    try (NDArray gap = changed.sub(other)) {
      changed.subi(gap.muli(share));
    }
  }

  /** By way of arrays of Java's, in whose loops the JIT compiler uses vectors. */
  private static void approach(FloatBuffer changed, float share, FloatBuffer other) {
    float[] numbers = new float[Math.min(PIECE, changed.capacity())];
    float[] others = new float[numbers.length];
    for (int at = 0; at < changed.capacity(); at += PIECE) {
      int count = Math.min(PIECE, changed.capacity() - at);
      changed.get(at, numbers, 0, count);
      other.get(at, others, 0, count);
      for (int i = 0; i < count; i++) {
        numbers[i] -= share * (numbers[i] - others[i]);
      }
      changed.put(at, numbers, 0, count);
    }
  }

  private static void requireSameShape(NDArray changed, NDArray other) {
    if (!changed.getShape().equals(other.getShape())) {
      throw new IllegalArgumentException(
          "arrays have shapes %s and %s, must have one"
              .formatted(changed.getShape(), other.getShape()));
    }
  }
}
