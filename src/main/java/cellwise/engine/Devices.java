package cellwise.engine;

import ai.djl.Device;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The devices that the engine computes on, by the names that a shell gives them. */
public final class Devices {
  private static final String VARIABLE = "CELLWISE_DEVICE";
  private static final String AUTO = "auto";
  private static final Pattern GPU = Pattern.compile("gpu(?::(\\d{1,3}))?");

  private Devices() {}

  /**
   * Returns the device that the environment variable {@code CELLWISE_DEVICE} names, as {@link #of}
   * does: without one the first GPU if the engine sees any, else the CPU.
   *
   * @throws IllegalArgumentException if it names none that there is
   */
  public static Device usual() {
    String told = Environment.value(VARIABLE);
    return of(VARIABLE, told.isEmpty() ? AUTO : told);
  }

  /**
   * Returns a device by its name; starts the engine, if it must be asked.
   *
   * @param name {@code cpu}, {@code gpu} (the first one), {@code gpu:1} (counted from 0), or {@code
   *     auto} (the first GPU if the engine sees any, else the CPU)
   * @throws IllegalArgumentException if it is no such name, or a GPU that there is not
   */
  public static Device of(String name) {
    return of("device", name);
  }

  private static Device of(String from, String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    if (lower.equals("cpu")) {
      return Device.cpu();
    }
    if (lower.equals(AUTO)) {
      return StartedEngine.get().getGpuCount() > 0 ? Device.gpu() : Device.cpu();
    }
    Matcher gpu = GPU.matcher(lower);
    if (!gpu.matches()) {
      throw new IllegalArgumentException(
          "%s is %s, must be cpu, gpu, gpu:1 or the like, or auto".formatted(from, name));
    }
    return require(from, Device.gpu(gpu.group(1) == null ? 0 : Integer.parseInt(gpu.group(1))));
  }

  /**
   * Refuses a device that there is not.
   *
   * @return the device
   * @throws IllegalArgumentException if it is a GPU that the engine does not see
   */
  public static Device require(Device device) {
    return require("device", device);
  }

  private static Device require(String from, Device device) {
    int seen = StartedEngine.get().getGpuCount();
    if (device.isGpu() && device.getDeviceId() >= seen) {
      throw new IllegalArgumentException(
          "%s is %s, must be one of %d GPUs that %s sees, counted from 0, or cpu"
              .formatted(
                  from, "gpu:" + device.getDeviceId(), seen, StartedEngine.get().getEngineName()));
    }
    return device;
  }
}
