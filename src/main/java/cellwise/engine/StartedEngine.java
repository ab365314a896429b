package cellwise.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The engine that computes, one a process: the one that was {@linkplain #choose chosen}, or else
 * the one that the environment variable {@code CELLWISE_ENGINE} names, or else MXNet where it is on
 * the class path and has a build for this system, PyTorch elsewhere.
 */
public final class StartedEngine {
  private static final String VARIABLE = "CELLWISE_ENGINE";

  /** By which DJL's own look-ups go, so that they find no other one than this library's. */
  private static final String OF_DJL = "ai.djl.default_engine";

  private static final String DRIVER = "libcuda.so";

  private static Engine started;
  private static EngineBuild chosen;

  /** Why an engine did not start: the JVM tells it once, then only that it has told it. */
  private static final Map<EngineBuild, String> FAILURES = new EnumMap<>(EngineBuild.class);

  private StartedEngine() {}

  /** Returns what {@link #choose} takes, whether it is on the class path or not. */
  public static List<String> names() {
    return EngineBuild.names();
  }

  /**
   * Chooses the engine, before the first use of any; does not start it. The same one may be chosen
   * again whenever.
   *
   * @param name {@code MXNet} or {@code PyTorch}, in any case
   * @throws IllegalArgumentException if it is no engine's name, or the engine is not on the class
   *     path
   * @throws IllegalStateException if another one has been started
   */
  public static synchronized void choose(String name) {
    EngineBuild build = EngineBuild.of("engine", name);
    if (started != null && !started.getEngineName().equals(build.engineName)) {
      throw new IllegalStateException(
          "engine is %s, but %s has been started, and a process has one: choose before the first use, after a restart of the kernel or program"
              .formatted(build.engineName, started.getEngineName()));
    }
    requireOnTheClassPath("engine", build);
    chosen = build;
  }

  /**
   * Returns the engine, which the first call starts.
   *
   * @throws IllegalArgumentException if {@code CELLWISE_ENGINE} is no engine's name, or that is not
   *     on the class path
   * @throws IllegalStateException if there is no engine on the class path, if its machine code
   *     cannot be loaded, or {@code OMP_NUM_THREADS} is nothing that it could read
   */
  public static synchronized Engine get() {
    if (started == null) {
      UnpackedLibraries.besideTheEngine();
      ComputeThreads.require();
      started = start(build());
    }
    return started;
  }

  /**
   * Opens a scope of its own for arrays on a device.
   *
   * @throws IllegalArgumentException if it is a GPU that there is not
   */
  public static NDManager newScope(Device device) {
    return get().newBaseManager(Devices.require(device));
  }

  /**
   * Opens a scope for arrays on a device that is closed with another scope, if not before.
   *
   * @throws IllegalArgumentException if it is a GPU that there is not
   */
  public static NDManager newScope(NDManager within, Device device) {
    return within.newSubManager(Devices.require(device));
  }

  /** Returns whether an engine is the one that this package has fast paths for. */
  static boolean isMxnet(Engine engine) {
    return engine.getEngineName().equals(EngineBuild.MXNET.engineName);
  }

  /** Returns whether an engine is the one whose arrays this package has to be careful with. */
  static boolean isPytorch(Engine engine) {
    return engine.getEngineName().equals(EngineBuild.PYTORCH.engineName);
  }

  /** Which one {@link #get} starts or has started. */
  static synchronized EngineBuild build() {
    if (chosen != null) {
      return chosen;
    }
    String told = Environment.value(VARIABLE);
    if (!told.isEmpty()) {
      EngineBuild build = EngineBuild.of(VARIABLE, told);
      requireOnTheClassPath(VARIABLE, build);
      return build;
    }
    return usual();
  }

  private static EngineBuild usual() {
    List<EngineBuild> there =
        Stream.of(EngineBuild.values()).filter(EngineBuild::isOnTheClassPath).toList();
    if (there.isEmpty()) {
      throw new IllegalStateException(
          "no engine is on the class path, must be " + EngineBuild.allCoordinates());
    }
    return there.stream()
        .filter(EngineBuild::isBuiltForThisSystem)
        .findFirst()
        .orElse(there.get(0));
  }

  private static void requireOnTheClassPath(String from, EngineBuild build) {
    if (!build.isOnTheClassPath()) {
      throw new IllegalArgumentException(
          "%s is %s, which is not on the class path: %s"
              .formatted(from, build.engineName, build.cure()));
    }
  }

  private static Engine start(EngineBuild build) {
    try {
      System.setProperty(OF_DJL, build.engineName);
      return Engine.getEngine(build.engineName);
    } catch (EngineException | IllegalStateException | LinkageError | AssertionError e) {
      boolean isToldBefore = e instanceof NoClassDefFoundError && FAILURES.containsKey(build);
      String why = isToldBefore ? FAILURES.get(build) : reason(e);
      FAILURES.put(build, why);
      throw new IllegalStateException(
          "%s is on the class path but cannot be loaded (DJL_CACHE_DIR says where it is unpacked): %s"
              .formatted(build.engineName, why),
          e);
    }
  }

  /** JNA says which library and why on two lines, and then the whole class path. */
  private static String reason(Throwable failure) {
    if (failure.getCause() != null) {
      return reason(failure.getCause());
    }
    String reason = failure.toString().lines().limit(2).collect(Collectors.joining(" "));
    return reason.contains(DRIVER)
        ? reason + ": that is NVIDIA's driver, without which only a build for the CPU can be loaded"
        : reason;
  }
}
