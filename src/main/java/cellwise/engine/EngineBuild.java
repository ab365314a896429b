package cellwise.engine;

import ai.djl.engine.Engine;
import ai.djl.util.Platform;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The engines that this library computes on, with the Maven coordinates of each. */
enum EngineBuild {
  MXNET("MXNet", "ai.djl.mxnet:mxnet-engine:%1$s, ai.djl.mxnet:mxnet-native-mkl:1.9.1:%2$s"),
  PYTORCH(
      "PyTorch",
      "ai.djl.pytorch:pytorch-engine:%1$s, ai.djl.pytorch:pytorch-jni:2.7.1-%1$s,"
          + " ai.djl.pytorch:pytorch-native-cpu:2.7.1:%2$s");

  /** As DJL calls it. */
  final String engineName;

  private final String coordinates;

  EngineBuild(String engineName, String coordinates) {
    this.engineName = engineName;
    this.coordinates = coordinates;
  }

  /**
   * Returns the engine of a name, in any case.
   *
   * @param from where the name was said, such as {@code CELLWISE_ENGINE}
   * @throws IllegalArgumentException if there is none
   */
  static EngineBuild of(String from, String name) {
    return Arrays.stream(values())
        .filter(build -> build.engineName.equalsIgnoreCase(name.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is %s, must be %s"
                        .formatted(
                            from,
                            name.isBlank() ? "empty" : name.strip(),
                            String.join(" or ", names()))));
  }

  static List<String> names() {
    return Arrays.stream(values()).map(build -> build.engineName).toList();
  }

  /** With its machine code for this system, which DJL would otherwise download from its makers. */
  boolean isOnTheClassPath() {
    boolean isElsewhere = !Environment.value(name() + "_LIBRARY_PATH").isEmpty();
    return Engine.hasEngine(engineName)
        && (isElsewhere || !Platform.detectPlatform(lowerName()).isPlaceholder());
  }

  private String lowerName() {
    return engineName.toLowerCase(Locale.ROOT);
  }

  /** Whether a jar is one of its own, by the file's name. */
  boolean has(Path jar) {
    return jar.getFileName().toString().startsWith(engineName.toLowerCase(Locale.ROOT) + "-");
  }

  /** Nobody has built MXNet for ARM, nor PyTorch's present versions for Macs of Intel's. */
  boolean isBuiltForThisSystem() {
    boolean isX86 = List.of("amd64", "x86_64").contains(System.getProperty("os.arch"));
    boolean isMac = System.getProperty("os.name").startsWith("Mac");
    return this == MXNET ? isX86 : !(isX86 && isMac);
  }

  /** Returns what makes it be on the class path, for the system that this is. */
  String cure() {
    return isBuiltForThisSystem()
        ? "add %s; from a shell, CELLWISE_ENGINE=%s ./environment/cellwise fetches it"
            .formatted(coordinates(), engineName)
        : "nobody has built it for %s on %s, take another engine"
            .formatted(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  private String coordinates() {
    return coordinates.formatted(
        Engine.getDjlVersion(), Platform.fromSystem(lowerName()).getClassifier());
  }

  /** Returns the engines that there are for this processor, and what to add for each. */
  static String allCoordinates() {
    return Arrays.stream(values())
        .filter(EngineBuild::isBuiltForThisSystem)
        .map(build -> "%s (add %s)".formatted(build.engineName, build.coordinates()))
        .collect(Collectors.joining(" or "));
  }
}
