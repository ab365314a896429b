package cellwise.launch;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts nodes here, each by a Java like the one that runs.
 *
 * @param classPath where the command line is found
 * @param threads that all workers together compute with, at least one each
 */
record OnThisMachine(String classPath, int threads) implements NodeStart {
  private static final String MAIN = "cellwise.cli.Main";

  /**
   * Returns how they are started with the class path that runs here.
   *
   * @throws IllegalStateException if the command line is not found
   */
  static OnThisMachine sharing(int threads) {
    return new OnThisMachine(findClassPath(), threads);
  }

  @Override
  public ProcessBuilder of(
      Node node, List<String> arguments, Map<String, String> environment, int sharers) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xms32m", "-Djava.awt.headless=true"));
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.matches("-D(ai\\.djl|java\\.io\\.tmpdir|user\\.home).*|-Xmx.*"))
        .forEach(command::add);
    command.addAll(List.of("-cp", classPath, MAIN));
    command.addAll(arguments);
    ProcessBuilder process = new ProcessBuilder(deafToKeys(command));
    process.environment().putAll(environment);
    process
        .environment()
        .put("OMP_NUM_THREADS", "" + (sharers == 0 ? 1 : Math.max(1, threads / sharers)));
    return process;
  }

  /**
   * Returns a command that the terminal's Ctrl-C does not reach, though it reaches all processes
   * started from one: that is for who launched them to hear, and to tell them.
   */
  static List<String> deafToKeys(List<String> command) {
    List<String> deaf = new ArrayList<>(List.of("sh", "-c", "trap '' INT; exec \"$0\" \"$@\""));
    deaf.addAll(command);
    return deaf;
  }

  private static String findClassPath() {
    String running = System.getProperty("java.class.path");
    if (ClassLoader.getSystemResource(MAIN.replace('.', '/') + ".class") != null) {
      return absolute(running);
    }
    // In a kernel that has the library alone, the application lies beside it.
    Path library = library();
    Path application = library.resolveSibling("cellwise-app.jar");
    if (!Files.exists(application)) {
      throw new IllegalStateException(
          "%s is missing, must lie beside %s: nodes are started from it, build it with mvn package"
              .formatted(application.getFileName(), library));
    }
    return application.toString();
  }

  private static String absolute(String classPath) {
    return String.join(
        File.pathSeparator,
        List.of(classPath.split(File.pathSeparator)).stream()
            .map(each -> Path.of(each).toAbsolutePath().toString())
            .toList());
  }

  private static Path library() {
    CodeSource source = OnThisMachine.class.getProtectionDomain().getCodeSource();
    try {
      return Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(source.getLocation() + " is no file", e);
    }
  }
}
