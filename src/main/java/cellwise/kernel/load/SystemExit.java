package cellwise.kernel.load;

import java.util.Arrays;

/**
 * Thrown in the place of {@link System#exit} by the code of cells, so that it ends the cell and not
 * the kernel. Libraries that call it, and {@link Runtime#exit} and {@link Runtime#halt}, do end the
 * kernel.
 */
public final class SystemExit extends Error {
  private static final long serialVersionUID = 1;

  private SystemExit(int status) {
    super("status " + status + ": the cell ended, the kernel did not");
    StackTraceElement[] frames = getStackTrace();
    setStackTrace(Arrays.copyOfRange(frames, 1, frames.length));
  }

  /** What cells call as {@code System.exit}. */
  public static void exit(int status) {
    throw new SystemExit(status);
  }
}
