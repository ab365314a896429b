package cellwise.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.util.Utils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an engine makes of this machine, once it is started.
 *
 * @param engine its name
 * @param failure why it does not start; empty if it does, else all that follows is empty
 * @param version of the engine
 * @param devices that it computes on
 * @param threads with which it computes on the CPU; 0 where it is told no number, and finds its own
 * @param libraries its machine code, by the files that are loaded
 * @param isFresh whether they have just been unpacked, and were not there before
 * @param withoutGpu why it uses no GPU; empty if it does
 */
public record EngineReport(
    String engine,
    String failure,
    String version,
    List<String> devices,
    int threads,
    List<String> libraries,
    boolean isFresh,
    String withoutGpu) {
  private static final Pattern LIBRARY =
      Pattern.compile("(?:lib)?(mxnet|torch|torch_cpu|torch_cuda)\\.(so|dylib|dll)");

  private static final Path LOADED = Path.of("/proc/self/maps");

  /** Starts an engine, if this process has no other one, and looks. */
  public static EngineReport of(String engine) {
    try {
      StartedEngine.choose(engine);
      Set<Path> before = unpacked();
      Engine started = StartedEngine.get();
      List<String> libraries = loaded();
      return new EngineReport(
          started.getEngineName(),
          "",
          started.getVersion(),
          Stream.concat(Arrays.stream(started.getDevices()), Stream.of(Device.cpu()))
              .map(Device::toString)
              .distinct()
              .toList(),
          threads(started),
          libraries,
          !before.containsAll(unpacked()),
          started.getGpuCount() > 0 ? "" : Gpus.here().absence(started));
    } catch (IllegalArgumentException | IllegalStateException e) {
      return failed(engine, e.getMessage());
    }
  }

  /** Returns the report of one that did not start. */
  public static EngineReport failed(String engine, String failure) {
    return new EngineReport(engine, failure, "", List.of(), 0, List.of(), false, "");
  }

  private static int threads(Engine engine) {
    boolean isTold = !Environment.value("OMP_NUM_THREADS").isEmpty();
    return isTold || StartedEngine.isMxnet(engine) ? ComputeThreads.count() : 0;
  }

  private static Set<Path> unpacked() {
    try (Stream<Path> files = Files.walk(Utils.getEngineCacheDir(), 3)) {
      return files.filter(EngineReport::isLibrary).collect(Collectors.toSet());
    } catch (IOException e) {
      return Set.of(); // not there yet
    }
  }

  private static boolean isLibrary(Path file) {
    return LIBRARY.matcher(file.getFileName().toString()).matches();
  }

  /** As Linux tells it; elsewhere those that lie where they are unpacked. */
  private static List<String> loaded() {
    try (Stream<String> lines = Files.lines(LOADED)) {
      return lines
          .filter(line -> line.contains(" /"))
          .map(line -> line.substring(line.indexOf(" /") + 1))
          .filter(file -> isLibrary(Path.of(file)))
          .distinct()
          .toList();
    } catch (IOException e) {
      return unpacked().stream().map(Path::toString).sorted().toList();
    }
  }
}
