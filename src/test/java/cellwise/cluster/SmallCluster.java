package cellwise.cluster;

import cellwise.OtherJava;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Some {@link SmallNode}s on this machine. None is left when it is closed. */
final class SmallCluster implements AutoCloseable {
  private static final long SECONDS = 120;

  private final Map<String, Process> nodes = new LinkedHashMap<>();
  private final Map<String, BlockingQueue<String>> said = new LinkedHashMap<>();

  /**
   * Starts it.
   *
   * @param seeds of the workers, of which there are as many
   */
  SmallCluster(Path folder, int servers, long steps, long... seeds) throws IOException {
    int port = freePort();
    start("SCHEDULER", 0, servers, port, 0, steps, folder, seeds.length);
    for (int i = 0; i < servers; i++) {
      start("SERVER", i, servers, port, 0, steps, folder, seeds.length);
    }
    for (int i = 0; i < seeds.length; i++) {
      start("WORKER", i, servers, port, seeds[i], steps, folder, seeds.length);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private void start(
      String role, int rank, int servers, int port, long seed, long steps, Path folder, int workers)
      throws IOException {
    ProcessBuilder java =
        new ProcessBuilder(
                OtherJava.command(
                    List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1", // starts sooner, and they do not live long
                        "-Xmx300m",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"),
                    SmallNode.class,
                    role,
                    "" + rank,
                    "" + workers,
                    "" + servers,
                    "" + port,
                    "" + seed,
                    "" + steps,
                    folder.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    java.environment().put("OMP_NUM_THREADS", "1");
    Process process = java.start();
    String name = role.toLowerCase(Locale.ROOT) + " " + rank;
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    nodes.put(name, process);
    said.put(name, lines);
    Thread reader = new Thread(() -> read(process, lines));
    reader.setDaemon(true);
    reader.start();
  }

  private static void read(Process process, BlockingQueue<String> lines) {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      out.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      lines.add("cannot be read: " + e);
    }
  }

  /** Waits for a line of a node's that begins so, and returns it. */
  String await(String node, String beginning) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (true) {
      String line = said.get(node).poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new AssertionError("%s never said %s".formatted(node, beginning));
      }
      if (line.startsWith(beginning)) {
        return line;
      }
    }
  }

  /** Waits until a node has ended, and returns its exit code. */
  int end(String node) throws InterruptedException {
    if (!nodes.get(node).waitFor(SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError(node + " does not end");
    }
    return nodes.get(node).exitValue();
  }

  void kill(String node) {
    nodes.get(node).toHandle().destroyForcibly();
  }

  /** Says a line to all that still run. */
  void tell(Signal signal) {
    nodes.forEach(
        (name, process) -> {
          try {
            process
                .getOutputStream()
                .write((signal.line() + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
          } catch (IOException e) {
            // it has ended
          }
        });
  }

  List<String> names() {
    return List.copyOf(nodes.keySet());
  }

  @Override
  public void close() {
    nodes.values().forEach(process -> process.toHandle().destroyForcibly());
  }
}
