package cellwise.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The devices that the engine computes on, by the names that a shell gives them. */
public final class Devices {
  private static final String VARIABLE = "CELLWISE_DEVICE";
  private static final String CPU = "cpu";
  private static final String GPU = "gpu";
  private static final String AUTO = "auto";
  private static final Pattern NUMBERED = Pattern.compile("gpu(?::(\\d{1,3}))?");

  private static volatile Device chosen;

  private Devices() {}

  /** Returns the names that {@link #of} takes; {@code gpu:1} and the like are others. */
  public static List<String> names() {
    return List.of(CPU, GPU, AUTO);
  }

  /**
   * Returns the device for what is told no other: the one that was {@linkplain #choose chosen}, or
   * else the one that the environment variable {@code CELLWISE_DEVICE} names, or else the first GPU
   * if the engine sees any, the CPU if not.
   *
   * @throws IllegalArgumentException if the variable names no device, or a GPU that there is not
   */
  public static Device usual() {
    if (chosen != null) {
      return chosen;
    }
    String told = Environment.value(VARIABLE);
    return of(VARIABLE, told.isEmpty() ? AUTO : told);
  }

  /**
   * Chooses the usual device of this process, for all that is made from now on.
   *
   * @param name as {@link #of} takes it
   * @throws IllegalArgumentException as there
   */
  public static void choose(String name) {
    chosen = of(name);
  }

  /**
   * Returns a device by its name; starts the engine, if it must be asked.
   *
   * @param name {@code cpu}, {@code gpu} (the first one), {@code gpu:1} (counted from 0), or {@code
   *     auto} (the first GPU if the engine sees any, the CPU if not)
   * @throws IllegalArgumentException if it is no such name, or a GPU that there is not; the message
   *     says why not
   */
  public static Device of(String name) {
    return of("device", name);
  }

  private static Device of(String from, String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    if (lower.equals(CPU)) {
      return Device.cpu();
    }
    if (lower.equals(AUTO)) {
      return StartedEngine.get().getGpuCount() > 0 ? Device.gpu() : Device.cpu();
    }
    Matcher gpu = NUMBERED.matcher(lower);
    if (!gpu.matches()) {
      throw new IllegalArgumentException(
          "%s is %s, must be cpu, gpu, gpu:1 or the like, or auto"
              .formatted(from, lower.isEmpty() ? "empty" : name.strip()));
    }
    String number = gpu.group(1);
    return require(from, lower, Device.gpu(number == null ? 0 : Integer.parseInt(number)));
  }

  /**
   * Refuses a device that there is not.
   *
   * @return the device
   * @throws IllegalArgumentException if it is a GPU that the engine does not see; the message says
   *     why not
   */
  public static Device require(Device device) {
    return require("device", device.toString(), device);
  }

  private static Device require(String from, String name, Device device) {
    if (!device.isGpu()) {
      return device;
    }
    Engine engine = StartedEngine.get();
    int seen = engine.getGpuCount();
    if (device.getDeviceId() < seen) {
      return device;
    }
    throw new IllegalArgumentException(
        "%s is %s, must be %s"
            .formatted(
                from,
                name,
                seen > 0
                    ? "cpu or one of %d GPUs that %s sees, counted from 0"
                        .formatted(seen, engine.getEngineName())
                    : "cpu, since %s sees no GPU: %s"
                        .formatted(engine.getEngineName(), Gpus.here().absence(engine))));
  }
}
