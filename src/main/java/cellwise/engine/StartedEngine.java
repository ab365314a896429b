package cellwise.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;

/** The engine that computes. */
public final class StartedEngine {
  /** DJL's own engine, the last choice: it asks another computer, and computes nothing. */
  private static final String ASKS_OTHERS = "RPC";

  private static Engine started;

  private StartedEngine() {}

  /**
   * Returns the engine, which the first call starts.
   *
   * @throws IllegalStateException if there is none on the class path, or {@code OMP_NUM_THREADS} is
   *     nothing that it could read
   */
  public static synchronized Engine get() {
    if (started == null) {
      UnpackedLibraries.besideTheEngine();
      ComputeThreads.require();
      Engine first = Engine.getInstance();
      if (first.getEngineName().equals(ASKS_OTHERS)) {
        throw new IllegalStateException(
            "no engine is on the class path, must be one that computes: add ai.djl.mxnet:mxnet-engine, and ai.djl.mxnet:mxnet-native-mkl for this system");
      }
      started = first;
    }
    return started;
  }

  /**
   * Opens a scope of its own for arrays on a device.
   *
   * @throws IllegalArgumentException if it is a GPU that there is not
   */
  public static NDManager newScope(Device device) {
    if (device.isGpu() && device.getDeviceId() >= get().getGpuCount()) {
      throw new IllegalArgumentException(
          "device is %s, must be one of %d GPUs that %s sees, counted from 0, or Device.cpu()"
              .formatted(device, get().getGpuCount(), get().getEngineName()));
    }
    return get().newBaseManager(device);
  }

  /** Returns whether an engine is the one that this package has fast paths for. */
  static boolean isMxnet(Engine engine) {
    return engine.getEngineName().equals("MXNet");
  }
}
