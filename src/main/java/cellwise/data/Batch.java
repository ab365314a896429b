package cellwise.data;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import cellwise.engine.ArrayCopy;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Some pictures with their labels, as arrays. Whoever took it from {@link Batches} closes it; its
 * arrays go with it, and so does every result that is computed from them alone.
 */
public final class Batch implements AutoCloseable {
  private final NDManager manager;
  private final NDArray images;
  private final NDArray labels;

  Batch(NDManager parent, Device device, FloatBuffer images, Shape shape, int[] labels) {
    manager = parent.newSubManager(device);
    manager.setName("batch");
    try {
      this.images = manager.create(images, shape);
      this.labels = manager.create(labels);
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }

  private Batch(Batch whole, int from, int to, Device device) {
    NDIndex rows = new NDIndex("{}:{}", from, to);
    manager = whole.manager.newSubManager(device);
    manager.setName("part of a batch");
    images = here(whole.images.get(rows));
    labels = here(whole.labels.get(rows));
  }

  private NDArray here(NDArray part) {
    NDArray here = ArrayCopy.on(manager.getDevice(), part);
    here.attach(manager);
    if (here != part) {
      part.close();
    }
    return here;
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

  /**
   * Returns the pictures in order as parts of one size, one for each replica of a network.
   *
   * @param parts how many, a divisor of {@link #size}
   * @return batches that go with this one; each may be closed before
   * @throws IllegalArgumentException if the parts would not be of one size: their mean would not be
   *     that of the whole
   */
  public List<Batch> split(int parts) {
    requireDivisor(parts);
    return split(Collections.nCopies(parts, manager.getDevice()));
  }

  /**
   * Does the same, with each part on a device of its own.
   *
   * @param devices of the parts, in order; as many as divide {@link #size}
   */
  public List<Batch> split(List<Device> devices) {
    int parts = devices.size();
    requireDivisor(parts);
    int of = size() / parts;
    return IntStream.range(0, parts)
        .mapToObj(i -> new Batch(this, i * of, (i + 1) * of, devices.get(i)))
        .toList();
  }

  private void requireDivisor(int parts) {
    if (parts < 1 || size() % parts != 0) {
      throw new IllegalArgumentException(
          "parts is %d, must be a divisor of the batch's %d pictures: pass another batchSize to stream"
              .formatted(parts, size()));
    }
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
