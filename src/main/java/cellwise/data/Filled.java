package cellwise.data;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/** A batch in plain memory, filled by a background thread, before it becomes arrays. */
final class Filled {
  private final Shape picture;
  private final FloatBuffer images;
  private int[] labels = {};

  /**
   * Makes room for {@code batchSize} pictures of {@code height} × {@code width}, outside the heap.
   */
  Filled(int batchSize, int height, int width) {
    picture = new Shape(Picture.CHANNELS, height, width);
    int bytes = Math.toIntExact(batchSize * picture.size() * Float.BYTES);
    images = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  /** Fills this with the places from {@code first} on, instead of what was in it. */
  Filled fill(Split split, Order order, Distortion distortion, long seed, long first) {
    int size = (int) Math.min(order.batchSize(), order.places() - first);
    labels = new int[size];
    images.clear();
    for (int i = 0; i < size; i++) {
      Order.Turn turn = order.at(first + i);
      Picture source = split.picture(turn.picture());
      Pixels out =
          distortion.apply(source.pixels(), Seeds.random(seed, turn.pass(), turn.picture()));
      images.put(out.values());
      labels[i] = source.label();
    }
    images.flip();
    return this;
  }

  Batch copyTo(NDManager manager) {
    Shape shape = new Shape(labels.length).addAll(picture);
    return new Batch(manager, images, shape, labels);
  }
}
