package cellwise.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What another process, such as a kernel, has to be given so that it computes as this one does. */
public final class EngineNeeds {
  private static final List<String> SETTINGS =
      List.of(
          "CELLWISE_ENGINE",
          "CELLWISE_DEVICE",
          "OMP_NUM_THREADS",
          "MALLOC_ARENA_MAX",
          "MALLOC_MMAP_MAX_",
          "MALLOC_TRIM_THRESHOLD_",
          "MXNET_CPU_TEMP_COPY");

  /** A build of MXNet's that is no jar, such as the one for GPUs, and where its needs are. */
  private static final String LIBRARY = "MXNET_LIBRARY_PATH";

  private static final String BESIDE_IT = "LD_LIBRARY_PATH";

  private EngineNeeds() {}

  /** Returns the environment variables for engines that are set in this process, by their names. */
  public static Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    for (String name : SETTINGS) {
      if (Environment.told(name) != null) {
        settings.put(name, Environment.told(name));
      }
    }
    if (Environment.told(LIBRARY) != null) {
      settings.put(LIBRARY, Environment.told(LIBRARY));
      settings.put(BESIDE_IT, Environment.value(BESIDE_IT));
    }
    return settings;
  }

  /**
   * Returns false for a jar that is part of another engine than the one of this process, which need
   * not have been started.
   *
   * @param jar known by its file's name
   * @throws IllegalArgumentException if {@code CELLWISE_ENGINE} is no engine's name, or that is not
   *     on the class path
   */
  public static boolean isNeeded(Path jar) {
    EngineBuild here = StartedEngine.build();
    return Stream.of(EngineBuild.values())
        .filter(build -> build != here)
        .noneMatch(build -> build.has(jar));
  }
}
