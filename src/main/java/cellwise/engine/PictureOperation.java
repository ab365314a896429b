package cellwise.engine;

import ai.djl.ndarray.NDArray;

/**
 * An operation that makes of each picture another one of the same shape, and knows its own
 * gradient: a fast way for what an engine has no fast operator for. Several threads call it at
 * once, each with arrays of its own.
 */
public interface PictureOperation {
  /**
   * Computes the operation.
   *
   * @param in one picture, channels first; not changed
   * @param out filled with the result
   */
  void forward(float[] in, float[] out);

  /**
   * Computes its gradient.
   *
   * @param in the picture that {@link #forward} was given, not changed
   * @param gradient of the result; may be written over
   * @param inGradient filled with the gradient of the picture
   */
  void backward(float[] in, float[] gradient, float[] inGradient);

  /**
   * Computes the same of a whole batch by DJL's operations, on whatever engine and device.
   *
   * @param x shape {@code (n, …)}
   * @return the same shape, in the scope of {@code x}
   */
  NDArray composed(NDArray x);

  /**
   * Applies it to each picture of a batch, and is part of the backward pass: by Java on the
   * engine's own memory, which waits until the batch is computed, or else {@link #composed}.
   *
   * @param x shape {@code (n, …)}
   * @return the same shape, in the scope of {@code x}
   */
  default NDArray applyTo(NDArray x) {
    return EngineMemory.isReachable(x) ? PictureLoop.apply(this, x) : composed(x);
  }
}
