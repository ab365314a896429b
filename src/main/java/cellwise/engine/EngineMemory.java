package cellwise.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import com.sun.jna.Platform;
import java.nio.FloatBuffer;

/** The memory of an engine's arrays, for Java to compute on: MXNet's on a CPU. */
final class EngineMemory {
  private EngineMemory() {}

  static boolean isReachable(NDArray x) {
    return StartedEngine.isMxnet(x.getManager().getEngine())
        && !x.getDevice().isGpu()
        && x.getDataType() == DataType.FLOAT32
        && (Platform.isLinux() || Platform.isMac());
  }

  /** Waits for all that writes to it. Valid as long as the array. */
  static FloatBuffer toRead(NDArray x) {
    return MxnetCalls.floats(MxnetCalls.handle(x), Math.toIntExact(x.size()));
  }

  /**
   * Waits for all that writes to it or reads the old numbers. No other thread may use the array
   * meanwhile, since the engine does not know of this.
   */
  static FloatBuffer toWrite(NDArray x) {
    MxnetCalls.waitToWrite(x);
    return toRead(x);
  }
}
