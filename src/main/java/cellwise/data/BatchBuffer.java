package cellwise.data;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/** A batch in plain memory, filled by a background thread, before it becomes arrays. */
final class BatchBuffer {
  private FloatBuffer images = FloatBuffer.allocate(0);
  private Shape shape;
  private int[] labels;

  /**
   * Fills this with the pictures whose turn it is, instead of what was in it. Their size is that
   * which the distortion gives the first one.
   */
  BatchBuffer fill(Split split, List<Order.Turn> turns, Distortion distortion, long seed) {
    labels = new int[turns.size()];
    shape = null;
    for (int i = 0; i < labels.length; i++) {
      Order.Turn turn = turns.get(i);
      Picture picture = split.picture(turn.picture());
      labels[i] = picture.label();
      put(distortion.apply(picture.pixels(), Seeds.random(seed, turn.pass(), turn.picture())));
    }
    images.flip();
    return this;
  }

  Batch copyTo(NDManager manager, Device device) {
    return new Batch(manager, device, images, shape, labels);
  }

  /** Returns the CRC-32C of the numbers and the labels, 8 hexadecimal digits. */
  String fingerprint() {
    ByteBuffer bytes =
        ByteBuffer.allocate((images.limit() + labels.length) * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(images.duplicate());
    bytes
        .position(images.limit() * Float.BYTES)
        .slice()
        .order(bytes.order())
        .asIntBuffer()
        .put(labels);
    CRC32C crc = new CRC32C();
    crc.update(bytes.rewind());
    return "%08x".formatted(crc.getValue());
  }

  private void put(Pixels pixels) {
    Shape of = new Shape(labels.length, pixels.channels(), pixels.height(), pixels.width());
    if (shape == null) {
      shape = of;
      makeRoom(Math.toIntExact(shape.size()));
    }
    if (!shape.equals(of)) {
      throw new IllegalArgumentException(
          "the distortion gives pictures of %s and of %s: all in a batch must be alike"
              .formatted(shape.slice(1), of.slice(1)));
    }
    images.put(pixels.values());
  }

  /** Outside the heap, where the engine reads it without a copy; kept for the next batches. */
  private void makeRoom(int floats) {
    if (images.capacity() < floats) {
      ByteBuffer bytes = ByteBuffer.allocateDirect(Math.multiplyExact(floats, Float.BYTES));
      images = bytes.order(ByteOrder.nativeOrder()).asFloatBuffer();
    }
    images.clear();
  }
}
