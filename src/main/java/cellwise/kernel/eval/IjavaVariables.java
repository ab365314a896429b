package cellwise.kernel.eval;

import cellwise.kernel.files.Globs;
import cellwise.kernel.files.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The environment variables by which IJava is set up.
 *
 * @param classPath what {@code IJAVA_CLASSPATH} names
 * @param compilerOptions the words of {@code IJAVA_COMPILER_OPTS}
 * @param timeout what a statement may take by {@code IJAVA_TIMEOUT}
 * @param scripts the sources to run before the first cell, by their names, of {@code
 *     IJAVA_STARTUP_SCRIPTS_PATH} and {@code IJAVA_STARTUP_SCRIPT}
 * @param problems what could not be understood; the kernel starts all the same
 */
record IjavaVariables(
    List<Path> classPath,
    List<String> compilerOptions,
    Optional<Duration> timeout,
    Map<String, String> scripts,
    List<String> problems) {
  private static final Pattern DURATION = Pattern.compile("(?<count>-?\\d+)\\s*(?<unit>[A-Za-z]*)");

  /** Reads them from an environment. */
  static IjavaVariables of(Map<String, String> environment) {
    List<String> problems = new ArrayList<>();
    List<Path> classPath = find("IJAVA_CLASSPATH", environment, problems);
    String options = environment.getOrDefault("IJAVA_COMPILER_OPTS", "").strip();
    Map<String, String> scripts = new LinkedHashMap<>();
    for (Path each : find("IJAVA_STARTUP_SCRIPTS_PATH", environment, problems)) {
      try {
        scripts.put(each.toString(), TextFile.read(each));
      } catch (IOException e) {
        problems.add("IJAVA_STARTUP_SCRIPTS_PATH: " + each + " cannot be read: " + e);
      }
    }
    String script = environment.getOrDefault("IJAVA_STARTUP_SCRIPT", "");
    if (!script.isBlank()) {
      scripts.put("IJAVA_STARTUP_SCRIPT", script);
    }
    return new IjavaVariables(
        classPath,
        options.isEmpty() ? List.of() : List.of(options.split("\\s+")),
        timeout(environment.getOrDefault("IJAVA_TIMEOUT", "-1").strip(), problems),
        scripts,
        problems);
  }

  private static List<Path> find(
      String name, Map<String, String> environment, List<String> problems) {
    try {
      return Globs.ofPathList(environment.getOrDefault(name, ""));
    } catch (IOException | RuntimeException e) {
      problems.add(name + " is not read: " + e);
      return List.of();
    }
  }

  private static Optional<Duration> timeout(String text, List<String> problems) {
    Matcher duration = DURATION.matcher(text);
    try {
      if (duration.matches()) {
        String unit = duration.group("unit").toUpperCase(Locale.ROOT);
        TimeUnit known = unit.isEmpty() ? TimeUnit.MILLISECONDS : TimeUnit.valueOf(unit);
        Duration found = Duration.of(Long.parseLong(duration.group("count")), known.toChronoUnit());
        return Optional.of(found).filter(each -> !each.isNegative() && !each.isZero());
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      // told below
    }
    problems.add(
        "IJAVA_TIMEOUT is \"" + text + "\", must be a number and a unit, as in \"30 SECONDS\"");
    return Optional.empty();
  }
}
