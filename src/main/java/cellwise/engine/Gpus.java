package cellwise.engine;

import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The GPUs of this machine, as NVIDIA's driver tells of them, whatever an engine makes of them.
 *
 * @param driver its version; empty if there is none
 * @param names what each GPU is called; empty if the driver does not tell
 */
record Gpus(String driver, List<String> names) {
  private static final Path PROC = Path.of("/proc/driver/nvidia");
  private static final Pattern VERSION = Pattern.compile("Kernel Module\\s.*?(\\d+\\.\\d[\\d.]*)");
  private static final Pattern MODEL = Pattern.compile("(?m)^Model:\\s*(.+?)\\s*$");

  Gpus {
    names = List.copyOf(names);
  }

  static Gpus here() {
    Gpus told = of("nvidia-smi");
    return told.isThere() ? told : of(PROC);
  }

  boolean isThere() {
    return !driver.isEmpty();
  }

  /** Asks NVIDIA's program, which is wherever the driver is, inside of containers too. */
  static Gpus of(String program) {
    List<String> names = new ArrayList<>();
    String driver = "";
    for (String line : lines(program, "--query-gpu=driver_version,name,compute_cap,memory.total")) {
      String[] fields = line.split(",\\s*", 2);
      if (fields.length == 2 && fields[0].matches("[\\d.]+")) {
        driver = fields[0];
        names.add(fields[1].replaceFirst(",\\s*(\\d+\\.\\d+)", ", compute capability $1"));
      }
    }
    return new Gpus(driver, names);
  }

  private static List<String> lines(String program, String query) {
    try {
      Process process =
          new ProcessBuilder(program, query, "--format=csv,noheader")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return List.of();
      }
      byte[] output = process.getInputStream().readAllBytes();
      return new String(output, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      return List.of(); // not there
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  /** Reads what Linux's driver shows of itself. */
  static Gpus of(Path folder) {
    List<String> names = new ArrayList<>();
    try (Stream<Path> gpus = Files.list(folder.resolve("gpus"))) {
      for (Path gpu : gpus.sorted().toList()) {
        names.add(found(MODEL, gpu.resolve("information")));
      }
    } catch (IOException e) {
      // it may be there without GPUs
    }
    return new Gpus(found(VERSION, folder.resolve("version")), names);
  }

  private static String found(Pattern pattern, Path file) {
    try {
      Matcher matcher = pattern.matcher(Files.readString(file));
      return matcher.find() ? matcher.group(1) : "unknown";
    } catch (IOException e) {
      return "";
    }
  }

  /** Returns why an engine that sees no GPU sees none. */
  String absence(Engine engine) {
    List<String> reasons = new ArrayList<>();
    if (!isThere()) {
      reasons.add("there is no NVIDIA driver here");
    }
    if (!engine.hasCapability(StandardCapabilities.CUDA)) {
      reasons.add("this build of it is for the CPU alone");
    } else if (isThere()) {
      reasons.add(
          "its CUDA gets none of driver %s, which may be too old for it, or CUDA_VISIBLE_DEVICES hides them"
              .formatted(driver));
    }
    return String.join(", and ", reasons);
  }
}
