package cellwise.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;

/**
 * Some pictures with their labels, as arrays. Whoever took it from {@link Batches} closes it; its
 * arrays go with it, and so does every result that is computed from them alone.
 */
public final class Batch implements AutoCloseable {
  private final NDManager manager;
  private final NDArray images;
  private final NDArray labels;

  Batch(NDManager parent, FloatBuffer images, Shape shape, int[] labels) {
    manager = parent.newSubManager();
    manager.setName("batch");
    try {
      this.images = manager.create(images, shape);
      this.labels = manager.create(labels);
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }

  /** Returns the pictures, shape {@code (n, channels, height, width)}, 32-bit floats. */
  public NDArray images() {
    return images;
  }

  /** Returns the classes, shape {@code (n)}, 32-bit integers counted from 0. */
  public NDArray labels() {
    return labels;
  }

  /** Returns the number of pictures, n. */
  public int size() {
    return (int) labels.getShape().get(0);
  }

  /** Returns the scope of this batch: what is attached to it is closed with it. */
  public NDManager manager() {
    return manager;
  }

  @Override
  public void close() {
    manager.close();
  }

  @Override
  public String toString() {
    return "%d pictures, images %s, labels %s"
        .formatted(size(), images.getShape(), labels.getShape());
  }
}
