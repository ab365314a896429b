package cellwise.engine;

import ai.djl.mxnet.engine.MxNDArray;
import ai.djl.mxnet.jna.JnaUtils;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.sun.jna.Platform;
import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Runs a {@link PictureOperation} as if it were one of MXNet's own: on the engine's memory, with as
 * many threads, and with its gradient in the backward pass.
 */
public final class CustomFunction {
  private static final int THREADS = ComputeThreads.count();

  private CustomFunction() {}

  /** Returns whether an array is MXNet's and in the memory of a system that this knows. */
  public static boolean canRunOn(NDArray x) {
    return x instanceof MxNDArray
        && !x.getDevice().isGpu()
        && x.getDataType() == DataType.FLOAT32
        && (Platform.isLinux() || Platform.isMac());
  }

  /**
   * Applies an operation to each picture of a batch. Waits until the batch is computed.
   *
   * @param x shape {@code (n, …)}, an array that {@link #canRunOn} accepts
   * @return the same shape, in the scope of {@code x}
   */
  public static NDArray apply(PictureOperation operation, NDArray x) {
    MxNDArray in = (MxNDArray) x;
    MxNDArray out = in.getManager().create(in.getShape(), DataType.FLOAT32);
    int pictures = Math.toIntExact(in.getShape().get(0));
    int numbers = Math.toIntExact(in.size());
    FloatBuffer from = MxnetCalls.floats(in.getHandle(), numbers);
    FloatBuffer to = MxnetCalls.floats(out.getHandle(), numbers);
    forEach(pictures, () -> forward(operation, numbers / pictures, from, to));
    if (JnaUtils.autogradIsRecording()) {
      RecordedFunctions.record(
          in.getHandle(),
          out.getHandle(),
          (gradient, inGradient) -> {
            FloatBuffer given = MxnetCalls.floats(gradient, numbers);
            FloatBuffer wanted = MxnetCalls.floats(inGradient, numbers);
            forEach(pictures, () -> backward(operation, numbers / pictures, from, given, wanted));
          });
    }
    return out;
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
