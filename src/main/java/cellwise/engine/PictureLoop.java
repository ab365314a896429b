package cellwise.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Runs a {@link PictureOperation} on the engine's memory, with as many threads as the engine. */
final class PictureLoop {
  private static final int THREADS = ComputeThreads.count();

  private PictureLoop() {}

  static NDArray apply(PictureOperation operation, NDArray x) {
    NDArray y = x.getManager().create(x.getShape(), DataType.FLOAT32);
    int pictures = Math.toIntExact(x.getShape().get(0));
    int size = Math.toIntExact(x.size()) / pictures;
    FloatBuffer from = EngineMemory.toRead(x);
    FloatBuffer to = EngineMemory.toRead(y);
    forEach(pictures, () -> forward(operation, size, from, to));
    if (MxnetRecording.isOn()) {
      MxnetRecording.record(
          x,
          y,
          (gradient, inGradient) ->
              forEach(pictures, () -> backward(operation, size, from, gradient, inGradient)));
    }
    return y;
  }

  private static IntConsumer forward(
      PictureOperation operation, int size, FloatBuffer from, FloatBuffer to) {
    float[] picture = new float[size];
    float[] result = new float[size];
    return i -> {
      from.get(i * size, picture);
      operation.forward(picture, result);
      to.put(i * size, result);
    };
  }

  private static IntConsumer backward(
      PictureOperation operation, int size, FloatBuffer from, FloatBuffer given, FloatBuffer to) {
    float[] picture = new float[size];
    float[] gradient = new float[size];
    float[] result = new float[size];
    return i -> {
      from.get(i * size, picture);
      given.get(i * size, gradient);
      operation.backward(picture, gradient, result);
      to.put(i * size, result);
    };
  }

  /** Each thread takes the picture that is next, with arrays of its own. */
  private static void forEach(int pictures, Supplier<IntConsumer> worker) {
    AtomicInteger next = new AtomicInteger();
    IntStream.range(0, Math.min(THREADS, pictures))
        .parallel()
        .forEach(
            thread -> {
              IntConsumer work = worker.get();
              for (int i = next.getAndIncrement(); i < pictures; i = next.getAndIncrement()) {
                work.accept(i);
              }
            });
  }
}
