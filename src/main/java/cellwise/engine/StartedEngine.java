package cellwise.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.util.Optional;
import java.util.stream.Stream;

/** The engine that computes. */
public final class StartedEngine {
  /** DJL's own engine, the last choice: it asks another computer, and computes nothing. */
  private static final String ASKS_OTHERS = "RPC";

  /** Which one, if there are several: {@code MXNet} or {@code PyTorch}, in any case. */
  private static final String CHOICE = "CELLWISE_ENGINE";

  private static Engine started;

  private StartedEngine() {}

  /**
   * Returns the engine, which the first call starts.
   *
   * @throws IllegalStateException if there is none on the class path, or not the one that {@code
   *     CELLWISE_ENGINE} names, or {@code OMP_NUM_THREADS} is nothing that it could read
   */
  public static synchronized Engine get() {
    if (started == null) {
      UnpackedLibraries.besideTheEngine();
      ComputeThreads.require();
      chosen().ifPresent(name -> System.setProperty("ai.djl.default_engine", name));
      Engine first = Engine.getInstance();
      if (first.getEngineName().equals(ASKS_OTHERS)) {
        throw new IllegalStateException(
            "no engine is on the class path, must be one that computes: add ai.djl.mxnet:mxnet-engine, and ai.djl.mxnet:mxnet-native-mkl for this system");
      }
      started = first;
    }
    return started;
  }

  /** Known to DJL before it looks for engines: its own blocks go by its default. */
  private static Optional<String> chosen() {
    String told = System.getenv(CHOICE);
    if (told == null || told.isBlank()) {
      return Optional.empty();
    }
    String name =
        Stream.of("MXNet", "PyTorch")
            .filter(told.strip()::equalsIgnoreCase)
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "%s is %s, must be MXNet or PyTorch".formatted(CHOICE, told)));
    if (!Engine.hasEngine(name)) {
      throw new IllegalStateException(
          "%s is %s, which is not on the class path: add it, or choose one of %s"
              .formatted(CHOICE, told, Engine.getAllEngines()));
    }
    return Optional.of(name);
  }

  /**
   * Opens a scope of its own for arrays on a device.
   *
   * @throws IllegalArgumentException if it is a GPU that there is not
   */
  public static NDManager newScope(Device device) {
    return get().newBaseManager(requireThere(device));
  }

  /**
   * Opens a scope for arrays on a device that is closed with another scope, if not before.
   *
   * @throws IllegalArgumentException if it is a GPU that there is not
   */
  public static NDManager newScope(NDManager within, Device device) {
    return within.newSubManager(requireThere(device));
  }

  private static Device requireThere(Device device) {
    if (device.isGpu() && device.getDeviceId() >= get().getGpuCount()) {
      throw new IllegalArgumentException(
          "device is %s, must be one of %d GPUs that %s sees, counted from 0, or Device.cpu()"
              .formatted(device, get().getGpuCount(), get().getEngineName()));
    }
    return device;
  }

  /** Returns whether an engine is the one that this package has fast paths for. */
  static boolean isMxnet(Engine engine) {
    return engine.getEngineName().equals("MXNet");
  }
}
