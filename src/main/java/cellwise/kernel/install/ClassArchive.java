package cellwise.kernel.install;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The kernel's classes as the JVM lays them out in memory, in a file beside {@code kernel.json}: a
 * JVM that maps it need not read, check and link them again, which is much of what a start costs.
 *
 * <p>The JVM refuses a file that another JVM or other jars have made and goes on without. The
 * file's name tells what it was made from, so a later install knows whether to make it anew.
 */
final class ClassArchive {
  private static final Duration DEADLINE = Duration.ofSeconds(150);
  private static final String NAMES = "classes-*.jsa*";
  private static final String USE = "-XX:SharedArchiveFile=";

  private ClassArchive() {}

  /** The options by which a JVM uses the file, and keeps quiet if it cannot. */
  static List<String> options(Path file) {
    return List.of(
        "-Xshare:auto",
        USE + file,
        // What it says of a file that it refuses would go to the terminal of Jupyter or nbconvert.
        "-Xlog:disable");
  }

  /** Where the file for a kernel is, whether it has been made or not. */
  static Path file(Path folder, KernelSpec spec) throws IOException {
    CRC32 sum = new CRC32();
    for (String part : madeFrom(spec)) {
      sum.update((part + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return folder.resolve("classes-%08x.jsa".formatted(sum.getValue()));
  }

  private static List<String> madeFrom(KernelSpec spec) throws IOException {
    List<String> parts = new ArrayList<>(spec.options());
    parts.add(spec.java().toString());
    // Debian and others put a new version in the place of the old one.
    parts.add(stamp(spec.java().resolveSibling("../lib/modules").normalize()));
    parts.add(stamp(spec.jar()));
    Path libraries = spec.jar().resolveSibling("lib");
    if (Files.isDirectory(libraries)) {
      try (Stream<Path> jars = Files.list(libraries)) {
        for (Path jar : jars.sorted().toList()) {
          parts.add(stamp(jar));
        }
      }
    }
    return parts;
  }

  private static String stamp(Path file) throws IOException {
    return Files.exists(file)
        ? file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file)
        : file + " none";
  }

  /**
   * Makes the file by running the kernel once.
   *
   * @throws IOException if the kernel does not run or the JVM writes no file; none is left then
   */
  static void make(KernelSpec spec, Path file) throws IOException {
    if (file.toString().contains(File.pathSeparator)) {
      throw new IOException(file + " has a " + File.pathSeparator + ", at which the JVM splits");
    }
    Path aside = file.resolveSibling(file.getFileName() + ".part" + ProcessHandle.current().pid());
    Files.deleteIfExists(aside);
    try {
      run(spec.rehearsal(List.of("-XX:ArchiveClassesAtExit=" + aside)), spec.env(), DEADLINE);
      if (!Files.isRegularFile(aside)) {
        throw new IOException("this JVM writes no archive of classes");
      }
      sync(aside);
      Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  /**
   * Runs a command, with these environment variables besides, and waits for its end.
   *
   * @throws IOException if it fails, with the last line that it printed, or takes longer than it
   *     may; then it is ended
   */
  static void run(List<String> command, Map<String, String> env, Duration deadline)
      throws IOException {
    Path log = Files.createTempFile("cellwise", ".log");
    ProcessBuilder builder = new ProcessBuilder(command);
    // A kernel's own settings: what a notebook starts up with is no part of the kernel.
    builder.environment().keySet().removeIf(name -> name.matches("(IJAVA|JPY)_.*"));
    builder.environment().putAll(env);
    Process kernel = null;
    try {
      kernel = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
      boolean hasEnded = kernel.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
      if (!hasEnded || kernel.exitValue() != 0) {
        String said = new String(Files.readAllBytes(log), StandardCharsets.UTF_8).strip();
        throw new IOException(
            (hasEnded ? "the kernel does not work" : "the kernel does not end")
                + (said.isEmpty() ? "" : ": " + said.substring(said.lastIndexOf('\n') + 1)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the kernel was tried");
    } finally {
      if (kernel != null) {
        kernel.destroyForcibly().onExit().join();
      }
      Files.delete(log);
    }
  }

  /** A JVM that maps a file cut short by a power failure would crash. */
  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      channel.force(true);
    }
  }

  /** Removes such files from a folder but the one that a kernel's options name. */
  static void removeFrom(Path folder, List<String> options) throws IOException {
    try (var files = Files.newDirectoryStream(folder, NAMES)) {
      for (Path file : files) {
        if (!options.contains(USE + file)) {
          Files.delete(file);
        }
      }
    }
  }
}
