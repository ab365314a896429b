package cellwise.cluster;

import cellwise.threads.ProcessThreads;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Who launched this node, at the other end of its standard input and output: told and heard by
 * lines that {@link Signal} describes. The end of the input tells that the launcher is gone, or has
 * no more need of the node, which ends by that.
 */
public final class Launcher {
  private final InputStream in;
  private final PrintWriter out;
  private volatile boolean isHeard;

  /**
   * Prepares to speak.
   *
   * @param in what the launcher says
   * @param out what it hears, and what is passed on to people
   */
  public Launcher(InputStream in, PrintWriter out) {
    this.in = in;
    this.out = out;
  }

  /** Does what the launcher says from now on, on a thread of its own. */
  public void listen(Node node) {
    ProcessThreads.thread(() -> hear(node), "cellwise-hears-launcher").start();
  }

  private void hear(Node node) {
    String why = "it has closed this process's input";
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Signal.of(line).ifPresent(signal -> obey(signal, node));
      }
    } catch (IOException e) {
      why = "this process's input cannot be read: " + e.getMessage();
    }
    isHeard = true;
    node.lose("the launcher", why);
  }

  private void obey(Signal signal, Node node) {
    if (signal instanceof Signal.Lost lost) {
      isHeard = true;
      node.lose(lost.who(), lost.why());
    } else if (signal instanceof Signal.Stop) {
      node.stop();
    }
  }

  /** Returns whether this node ends because the launcher said so, which then knows why. */
  public boolean hasEndedThis() {
    return isHeard;
  }

  /** Says something, on a line of its own. */
  public void tell(Signal signal) {
    out.println(signal.line());
    out.flush();
  }
}
