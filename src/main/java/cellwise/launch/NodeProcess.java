package cellwise.launch;

import cellwise.cluster.Signal;
import cellwise.threads.ProcessThreads;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A node's process: its lines are read, its end is seen at once. */
final class NodeProcess {
  /** What it printed last may come a moment after its end, or never, if a child of its prints. */
  private static final long LAST_LINES_MILLIS = 1_000;

  private final Node node;
  private final Process process;
  private volatile String lastComplaint = "";

  private NodeProcess(Node node, Process process) {
    this.node = node;
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param onOut told each line of its standard output
   * @param onErr told each line of its standard error
   * @param onEnd told its exit code, after the lines
   * @throws IOException if there is no such program
   */
  static NodeProcess start(
      Node node,
      ProcessBuilder builder,
      Consumer<String> onOut,
      Consumer<String> onErr,
      Consumer<Integer> onEnd)
      throws IOException {
    NodeProcess started = new NodeProcess(node, builder.start());
    Thread out = started.reading(started.process.getInputStream(), onOut);
    Thread err =
        started.reading(
            started.process.getErrorStream(),
            line -> {
              if (!line.isBlank()) {
                started.lastComplaint = line.strip();
              }
              onErr.accept(line);
            });
    ProcessThreads.thread(() -> started.await(out, err, onEnd), "end of " + node).start();
    return started;
  }

  private Thread reading(InputStream from, Consumer<String> to) {
    Thread thread = ProcessThreads.thread(() -> read(from, to), "lines of " + node);
    thread.start();
    return thread;
  }

  private static void read(InputStream from, Consumer<String> to) {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        to.accept(line);
      }
    } catch (IOException e) {
      return; // the process was destroyed
    }
  }

  private void await(Thread out, Thread err, Consumer<Integer> onEnd) {
    try {
      int code = process.waitFor();
      out.join(LAST_LINES_MILLIS);
      err.join(LAST_LINES_MILLIS);
      onEnd.accept(code);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  Node node() {
    return node;
  }

  /** Tells it something. One that cannot hear it has ended, which is told otherwise. */
  void tell(Signal signal) {
    try {
      OutputStream input = process.getOutputStream();
      input.write((signal.line() + "\n").getBytes(StandardCharsets.UTF_8));
      input.flush();
    } catch (IOException e) {
      return;
    }
  }

  /** Asks it to end: by the end of its input, which one on another host sees too, and SIGTERM. */
  void end() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // it has ended
    }
    if (node.host().isHere()) {
      process.destroy();
    }
  }

  /** Ends it by SIGKILL; one on another host loses its connection, and ends by that. */
  void kill() {
    process.destroyForcibly();
  }

  long pid() {
    return process.pid();
  }

  /**
   * Returns what an exit code says, as what follows the node's name.
   *
   * @param code above 128 if it was killed by a signal, of whatever machine
   */
  String end(int code) {
    if (code > 128 && code < 192) {
      return "was killed by signal " + (code - 128);
    }
    String last = lastComplaint.isEmpty() ? "" : ": " + lastComplaint;
    return code == 255 && !node.host().isHere()
        ? "lost its connection (exit code 255)" + last
        : "ended with exit code " + code + last;
  }
}
