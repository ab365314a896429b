package cellwise.engine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What this machine has to compute with, as far as the system tells it to this process.
 *
 * @param processor as its maker calls it
 * @param processors that this process may use, hyper-threads counted
 * @param threadsTold as {@code OMP_NUM_THREADS} has it; empty if it is not set
 * @param instructions for many numbers at once, such as {@code AVX-512}
 * @param memory in bytes, of which this process may use what its container has
 * @param driver version of NVIDIA's; empty if there is none
 * @param gpus what the driver calls each
 */
public record Hardware(
    String processor,
    int processors,
    String threadsTold,
    List<String> instructions,
    long memory,
    String driver,
    List<String> gpus) {
  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  /** By the names that Linux gives them. */
  private static final Map<String, String> INSTRUCTIONS =
      Map.of(
          "avx2", "AVX2",
          "fma", "FMA",
          "avx512f", "AVX-512",
          "avx512_vnni", "AVX-512 VNNI",
          "avx512_bf16", "AVX-512 BF16",
          "amx_tile", "AMX",
          "asimd", "NEON",
          "sve", "SVE");

  /** Looks. */
  public static Hardware here() {
    String told = told(PROCESSORS);
    Gpus gpus = Gpus.here();
    return new Hardware(
        processor(told),
        Runtime.getRuntime().availableProcessors(),
        Environment.value("OMP_NUM_THREADS"),
        instructions(told),
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize(),
        gpus.driver(),
        gpus.names());
  }

  private static String told(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return ""; // another system than Linux
    }
  }

  /** ARM's have no name there. */
  static String processor(String told) {
    Matcher name = Pattern.compile("(?m)^model name\\s*:\\s*(.+?)\\s*$").matcher(told);
    return name.find() ? name.group(1) : System.getProperty("os.arch");
  }

  static List<String> instructions(String told) {
    Matcher flags = Pattern.compile("(?m)^(?:flags|Features)\\s*:(.*)$").matcher(told);
    List<String> known = flags.find() ? Arrays.asList(flags.group(1).split(" ")) : List.of();
    return INSTRUCTIONS.entrySet().stream()
        .filter(each -> known.contains(each.getKey()))
        .map(Map.Entry::getValue)
        .sorted()
        .toList();
  }
}
