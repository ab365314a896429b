package cellwise.runs;

import ai.djl.engine.Engine;
import cellwise.engine.ComputeThreads;
import cellwise.engine.Devices;
import cellwise.engine.Host;
import cellwise.engine.StartedEngine;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
    now.put("device", Devices.usual().toString());
    now.put("java", System.getProperty("java.version"));
    now.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    now.put("processors", "" + Runtime.getRuntime().availableProcessors());
    now.put("omp_num_threads", "" + ComputeThreads.told());
    now.put("host", Host.name());
    String commit = commit();
    if (!commit.isEmpty()) {
      now.put("git commit", commit);
    }
    return now;
  }

  /**
   * Returns the commit of the checkout that this library was built in, {@code -dirty} if files
   * differ; empty if there is none, or no git. Not that of the folder in which the process stands:
   * whatever that is, its commit says nothing of this code.
   */
  static String commit() {
    Optional<Path> checkout = checkout();
    if (checkout.isEmpty()) {
      return "";
    }
    ProcessBuilder describe =
        new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*")
            .directory(checkout.get().toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    describe.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    try {
      Process git = describe.start();
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

  /** From {@code target/classes} or {@code target/cellwise.jar}, as Maven builds them. */
  private static Optional<Path> checkout() {
    CodeSource source = Surroundings.class.getProtectionDomain().getCodeSource();
    if (source == null || !"file".equals(source.getLocation().getProtocol())) {
      return Optional.empty();
    }
    Path target = Path.of(URI.create(source.getLocation().toString())).getParent();
    return Optional.ofNullable(target)
        .filter(folder -> folder.endsWith("target"))
        .map(Path::getParent)
        .filter(folder -> Files.exists(folder.resolve(".git")));
  }
}
