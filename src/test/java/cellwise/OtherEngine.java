package cellwise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cellwise.engine.StartedEngine;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The engine that this process does not compute on, in a process of its own. */
public final class OtherEngine {
  private OtherEngine() {}

  /**
   * Runs a main class of the tests' on it. Ends the test where its jars are not on this machine.
   *
   * @return the lines that it printed
   */
  public static List<String> run(Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    String here = StartedEngine.get().getEngineName();
    return run(here.equals("MXNet") ? "PyTorch" : "MXNet", main, arguments);
  }

  /** Runs a main class with one engine on the class path. */
  public static List<String> run(String engine, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    String jars = System.getProperty(engine.toLowerCase(Locale.ROOT) + ".jars", "");
    assumeTrue(
        Stream.of(jars.split(File.pathSeparator)).allMatch(jar -> Files.exists(Path.of(jar)))
            && !jars.isEmpty(),
        () -> "%s is not on this machine: mvn test -Dengine=PyTorch fetches it".formatted(engine));
    String classPath = OtherJava.classPathWithout("mxnet", "pytorch") + File.pathSeparator + jars;
    List<String> options = List.of("-Xmx1g", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    ProcessBuilder command =
        new ProcessBuilder(OtherJava.command(classPath, options, main, arguments))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    command.environment().put("CELLWISE_ENGINE", engine);
    Process java = command.start();
    String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(java.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
