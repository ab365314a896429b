package cellwise.cli;

import cellwise.train.Progress;
import cellwise.train.StepReport;
import com.sun.jna.Platform;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;

/**
 * A line at the foot of the terminal, no longer than it is wide: how far, how fast, how long still.
 * Not there elsewhere.
 */
final class ProgressLine {
  private static final int BAR = 12;
  private static final double REDRAW_SECONDS = 0.2;
  private static final String ERASE = "\r\033[K";

  private final PrintWriter terminal;
  private final IntSupplier columns;
  private final long first;
  private final long steps;
  private final long started = System.nanoTime();
  private long drawn;
  private Progress progress;

  /**
   * Makes a line.
   *
   * @param terminal null if there is none
   * @param columns asked each time, since a window changes its size
   */
  ProgressLine(PrintWriter terminal, IntSupplier columns, long first, long steps) {
    this.terminal = terminal;
    this.columns = columns;
    this.first = first;
    this.steps = steps;
  }

  /**
   * Returns a line on standard error, which stays empty if that is no terminal, or one that cannot
   * erase what it shows.
   *
   * @param first steps made by earlier commands
   * @param steps how many there will be in all
   */
  static ProgressLine of(long first, long steps) {
    PrintWriter terminal =
        canErase(System.getenv("TERM")) && Terminal.isThere(Terminal.ERR)
            ? new PrintWriter(
                new FileOutputStream(FileDescriptor.err), false, StandardCharsets.US_ASCII)
            : null;
    return new ProgressLine(terminal, () -> Terminal.columns(Terminal.ERR), first, steps);
  }

  private static boolean canErase(String kind) {
    return Platform.isWindows()
        || kind != null && !kind.isEmpty() && !kind.equals("dumb") && !kind.equals("unknown");
  }

  /** Shows how far it is after a step. */
  void show(StepReport report) {
    long now = System.nanoTime();
    if (terminal == null || (now - drawn) / 1e9 < REDRAW_SECONDS) {
      return;
    }
    drawn = now;
    progress = Progress.after(report, first, steps, (now - started) / 1e9);
    terminal.print(ERASE + line());
    terminal.flush();
  }

  /** Prints a line of its own above this one. */
  void print(PrintWriter out, String text) {
    clear();
    out.println(text);
    out.flush();
    if (terminal != null && progress != null) {
      terminal.print(line());
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

  /** The bar goes first, then the end of the words; in the last column some terminals wrap. */
  private String line() {
    int full = (int) (BAR * progress.share());
    String words = progress.toString();
    String line = "[%s%s] %s".formatted("#".repeat(full), " ".repeat(BAR - full), words);
    int room = Math.max(0, columns.getAsInt() - 1);
    return line.length() <= room ? line : words.substring(0, Math.min(words.length(), room));
  }
}
