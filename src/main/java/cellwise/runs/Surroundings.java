package cellwise.runs;

import ai.djl.engine.Engine;
import cellwise.engine.StartedEngine;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What a run does not choose, and what may still make a difference. */
final class Surroundings {
  /** What is found out of a run, of its data too. */
  static final Set<String> NAMES =
      Set.of(
          "cellwise",
          "djl",
          "engine",
          "device",
          "java",
          "system",
          "processors",
          "omp_num_threads",
          "host",
          "git commit",
          "data",
          "data crc32c");

  private Surroundings() {}

  static Map<String, String> now() {
    Map<String, String> now = new LinkedHashMap<>();
    String library = Surroundings.class.getPackage().getImplementationVersion();
    now.put("cellwise", library == null ? "not from a jar" : library);
    now.put("djl", Engine.getDjlVersion());
    Engine engine = StartedEngine.get();
    now.put("engine", engine.getEngineName() + " " + engine.getVersion());
    now.put("device", engine.defaultDevice().toString());
    now.put("java", System.getProperty("java.version"));
    now.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    now.put("processors", "" + Runtime.getRuntime().availableProcessors());
    now.put("omp_num_threads", "" + System.getenv("OMP_NUM_THREADS"));
    now.put("host", host());
    String commit = commit();
    if (!commit.isEmpty()) {
      now.put("git commit", commit);
    }
    return now;
  }

  static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost";
    }
  }

  /**
   * Returns the commit of the working folder, {@code -dirty} if files differ; empty without git.
   */
  private static String commit() {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!git.waitFor(5, TimeUnit.SECONDS)) {
        git.destroy();
        return "";
      }
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return git.exitValue() == 0 ? said.strip() : "";
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }
}
