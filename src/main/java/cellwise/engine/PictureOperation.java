package cellwise.engine;

/**
 * An operation that makes of each picture another one of the same shape, and knows its own
 * gradient. Several threads call it at once, each with arrays of its own.
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
}
