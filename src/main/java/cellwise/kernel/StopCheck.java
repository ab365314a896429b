package cellwise.kernel;

import java.util.function.Predicate;

/**
 * Where the code of cells asks, at each method's start and before each jump back, whether it is to
 * end; see {@link CellCode}.
 */
public final class StopCheck {
  private static volatile Predicate<Thread> stopping;

  private StopCheck() {}

  /**
   * Ends the code of a cell that is to be stopped.
   *
   * @throws ThreadDeath if so: it passes code that catches exceptions
   */
  public static void check() {
    Predicate<Thread> stopped = stopping;
    if (stopped != null && stopped.test(Thread.currentThread())) {
      throw new ThreadDeath();
    }
  }

  /** From now on the threads that pass a check are asked about; null stops none. */
  static void stop(Predicate<Thread> threads) {
    stopping = threads;
  }
}
