package cellwise.data.file;

import java.io.PrintStream;
import java.util.Locale;

/**
 * A line that fills as something long goes on.
 *
 * @param out shows it
 * @param whole how many there are in all, positive
 * @param unit of what
 */
public record ProgressBar(PrintStream out, long whole, String unit) {
  private static final int WIDTH = 40;

  /** Shows how many are done, if that is another hundredth than one less was. */
  public void show(long done, long before) {
    int percent = percent(done);
    if (before == 0 || percent != percent(before)) {
      int full = WIDTH * percent / 100;
      out.print(
          String.format(
              Locale.ROOT,
              "\r[%s%s] %3d %%  %,d %s",
              "#".repeat(full),
              " ".repeat(WIDTH - full),
              percent,
              done,
              unit));
      out.flush();
    }
  }

  private int percent(long done) {
    return (int) (100 * done / whole);
  }
}
