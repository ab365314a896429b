package cellwise.train;

import java.util.Locale;

/**
 * What one {@link Session#run} did.
 *
 * @param firstStep the number of its first step, counted from 0
 * @param steps how many were made
 * @param ending why there were no more
 * @param seconds how long it took
 * @param last its last step, or null if there was none
 */
public record RunReport(
    long firstStep, long steps, Ending ending, double seconds, StepReport last) {
  /** Why a run ended. */
  public enum Ending {
    /** All steps were made. */
    COMPLETE,
    /** A hook said stop. */
    STOPPED_BY_HOOK,
    /** The thread that called {@code run} was interrupted, as a notebook's ■ does. */
    INTERRUPTED
  }

  @Override
  public String toString() {
    String text =
        String.format(Locale.ROOT, "%d steps from step %d in %.1f s", steps, firstStep, seconds);
    if (last != null) {
      text +=
          String.format(
              Locale.ROOT,
              " (%.1f examples/sec), loss = %.2f",
              steps * last.examples() / seconds,
              last.losses().total());
    }
    return switch (ending) {
      case COMPLETE -> text;
      case STOPPED_BY_HOOK -> text + ", stopped by a hook";
      case INTERRUPTED -> text + ", interrupted between two steps";
    };
  }
}
