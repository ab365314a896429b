package cellwise.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import cellwise.engine.InPlace;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/**
 * Numbers of one type and shape outside the engine, little-endian and row by row, as safetensors
 * has them.
 *
 * @param type one of {@link #TYPES}
 * @param shape without dimensions for a single number
 * @param bytes all of them, from position 0 to the limit
 */
record Tensor(DataType type, Shape shape, ByteBuffer bytes) {
  /** The types that training has, under safetensors' names. */
  static final Map<String, DataType> TYPES = Map.of("F32", DataType.FLOAT32, "I64", DataType.INT64);

  /** What a tensor must be like, to be told from what it is. */
  record Kind(DataType type, Shape shape) {
    static final Kind NUMBER = new Kind(DataType.FLOAT32, new Shape());
    static final Kind COUNT = new Kind(DataType.INT64, new Shape());

    static Kind of(NDArray array) {
      return new Kind(array.getDataType(), array.getShape());
    }

    long bytes() {
      return shape.size() * type.getNumOfBytes();
    }

    @Override
    public String toString() {
      return shape + " of " + type;
    }
  }

  static Tensor of(float number) {
    return new Tensor(DataType.FLOAT32, new Shape(), room(Float.BYTES).putFloat(0, number));
  }

  static Tensor of(long count) {
    return new Tensor(DataType.INT64, new Shape(), room(Long.BYTES).putLong(0, count));
  }

  /** Copies an array of 32-bit floats, waiting until it is computed. */
  static Tensor of(NDArray array) {
    float[] numbers = array.toFloatArray();
    ByteBuffer bytes = room(numbers.length * Float.BYTES);
    bytes.asFloatBuffer().put(numbers);
    return new Tensor(DataType.FLOAT32, array.getShape(), bytes);
  }

  Kind kind() {
    return new Kind(type, shape);
  }

  float number() {
    return bytes.getFloat(0);
  }

  long count() {
    return bytes.getLong(0);
  }

  /** Puts the numbers into an array of this kind. */
  void copyTo(NDArray array) {
    float[] numbers = new float[bytes.limit() / Float.BYTES];
    bytes.asFloatBuffer().get(numbers);
    try (NDArray copy = array.getManager().create(numbers, shape)) {
      InPlace.set(array, copy);
    }
  }

  /** Returns whether no number is NaN or infinite. */
  boolean isFinite() {
    if (type != DataType.FLOAT32) {
      return true;
    }
    for (int at = 0; at < bytes.limit(); at += Float.BYTES) {
      if (!Float.isFinite(bytes.getFloat(at))) {
        return false;
      }
    }
    return true;
  }

  /** Returns a safetensors name for the type. */
  String typeName() {
    return type == DataType.INT64 ? "I64" : "F32";
  }

  static ByteBuffer room(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
