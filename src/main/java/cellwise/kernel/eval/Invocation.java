package cellwise.kernel.eval;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jdk.jshell.spi.ExecutionControl.StoppedException;

/** One run of code in a {@link CellThread}, which {@link CellInterrupt} knows of meanwhile. */
final class Invocation {
  private static final int LOOK_MILLIS = 200;
  private static final int LAST_WITH_STOP = 19; // the JDK's feature version

  private final CellThread thread;
  private final CellInterrupt interrupt;
  private final Callable<?> code;
  private final CompletableFuture<Object> outcome = new CompletableFuture<>();

  /** A run in a thread, to which it is yet to be handed over. */
  Invocation(CellThread thread, CellInterrupt interrupt, Callable<?> code) {
    this.thread = thread;
    this.interrupt = interrupt;
    this.code = code;
  }

  /** To be called by its thread, which lives on whatever the code throws. */
  void run() {
    try {
      interrupt.begin(this);
      outcome.complete(code.call());
    } catch (Throwable e) {
      outcome.completeExceptionally(e);
    }
  }

  /**
   * Waits until it has run or is given up, and returns what the code returned.
   *
   * @throws StoppedException if it was given up, not begun, or lost with its thread
   * @throws ExecutionException if the code threw
   */
  Object await() throws StoppedException, ExecutionException, InterruptedException {
    while (true) {
      boolean hasEnded = !thread.isAlive();
      try {
        return outcome.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (hasEnded) {
          throw new StoppedException();
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof StoppedException) {
          throw new StoppedException();
        }
        throw e;
      }
    }
  }

  /** Makes whoever waits for it wait no longer. */
  void abandon() {
    outcome.completeExceptionally(new StoppedException());
  }

  /** True in its own thread. */
  boolean isIn(Thread other) {
    return thread == other;
  }

  /** Interrupts its thread. */
  void interrupt() {
    thread.interrupt();
  }

  /** Stops its thread wherever that is, if this JDK can; returns whether it can. */
  @SuppressWarnings("deprecation")
  boolean kill() {
    if (Runtime.version().feature() > LAST_WITH_STOP) {
      return false;
    }
    thread.stop();
    return true;
  }

  /** Where the code is just now. */
  String place() {
    StackTraceElement[] frames = thread.getStackTrace();
    return frames.length == 0 ? "code that has not begun" : frames[0].toString();
  }
}
