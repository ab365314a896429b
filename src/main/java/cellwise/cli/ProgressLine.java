package cellwise.cli;

import cellwise.train.Progress;
import cellwise.train.StepReport;
import com.sun.jna.Function;
import com.sun.jna.Platform;
import java.io.PrintWriter;

/** A line at the foot of the terminal: how far, how fast, how long still. Not there elsewhere. */
final class ProgressLine {
  private static final int BAR = 12;
  private static final double REDRAW_SECONDS = 0.2;
  private static final String ERASE = "\r\033[K";

  private final PrintWriter terminal;
  private final long first;
  private final long steps;
  private final long started = System.nanoTime();
  private long drawn;
  private String line = "";

  private ProgressLine(PrintWriter terminal, long first, long steps) {
    this.terminal = terminal;
    this.first = first;
    this.steps = steps;
  }

  /**
   * Returns a line on standard error, which stays empty if that is no terminal.
   *
   * @param first steps made by earlier commands
   * @param steps how many there will be in all
   */
  static ProgressLine of(PrintWriter standardError, long first, long steps) {
    return new ProgressLine(isTerminal() ? standardError : null, first, steps);
  }

  /** Shows how far it is after a step. */
  void show(StepReport report) {
    long now = System.nanoTime();
    if (terminal == null || (now - drawn) / 1e9 < REDRAW_SECONDS) {
      return;
    }
    drawn = now;
    line = text(report, (now - started) / 1e9);
    terminal.print(ERASE + line);
    terminal.flush();
  }

  /** Prints a line of its own above this one. */
  void print(PrintWriter out, String text) {
    clear();
    out.println(text);
    out.flush();
    if (terminal != null) {
      terminal.print(line);
      terminal.flush();
    }
  }

  /** Takes the line away. */
  void clear() {
    if (terminal != null) {
      terminal.print(ERASE);
      terminal.flush();
    }
  }

  private String text(StepReport report, double seconds) {
    Progress progress = Progress.after(report, first, steps, seconds);
    int full = (int) (BAR * progress.share());
    return "[%s%s] %s".formatted("#".repeat(full), " ".repeat(BAR - full), progress);
  }

  /** Java tells of terminals only where standard input is one too; so the C library is asked. */
  private static boolean isTerminal() {
    String name = Platform.isWindows() ? "_isatty" : "isatty";
    return Function.getFunction(Platform.C_LIBRARY_NAME, name).invokeInt(new Object[] {2}) != 0;
  }
}
