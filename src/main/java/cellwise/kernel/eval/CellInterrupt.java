package cellwise.kernel.eval;

import cellwise.kernel.load.CellClasses;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import jdk.jshell.spi.ExecutionControl.StoppedException;

/**
 * Which snippet runs, and how it is made to end.
 *
 * <p>An interrupt first calls {@link Thread#interrupt()}, so that code that waits, or looks at the
 * flag between its steps, ends in its own way. After {@value #GRACE_MILLIS} ms the code of the cell
 * is stopped, in whatever thread: each next check in it throws, once at first, so that {@code
 * finally} can do its work, later every time. Library code has no such checks; up to JDK 19 {@code
 * Thread.stop} ends it, unless it catches {@code Throwable}. What still runs after {@value
 * #MOST_STOPS} stops is left alone, and the cell ends without it.
 */
final class CellInterrupt implements AutoCloseable {
  /** What an interrupted snippet has to end by itself, in milliseconds. */
  static final long GRACE_MILLIS = 1000;

  /** The time between two stops, in milliseconds. */
  static final long AGAIN_MILLIS = 500;

  private static final int MOST_STOPS = 4;

  private final CellClasses classes;
  private final OutputControl output;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, CellInterrupt::thread);
  private Invocation running;
  private String unstoppable;
  private boolean interrupted;
  private boolean isForced;
  private boolean isLost;
  private boolean isNew;

  /**
   * For the snippets of a control.
   *
   * @param classes those of the cells
   */
  CellInterrupt(CellClasses classes, OutputControl output) {
    this.classes = classes;
    this.output = output;
    timer.setRemoveOnCancelPolicy(true); // statements are many
    timer.prestartCoreThread(); // later there may be none to be had
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "interrupts");
    thread.setDaemon(true);
    return thread;
  }

  /** What interrupts later, besides. */
  ScheduledThreadPoolExecutor timer() {
    return timer;
  }

  /** Forgets the cell before. */
  synchronized void startCell() {
    interrupted = false;
    isForced = false;
    unstoppable = null;
    isNew = true;
  }

  /** True once the cell was interrupted, whatever became of its snippet. */
  synchronized boolean isInterrupted() {
    return interrupted;
  }

  /** True if the cell was interrupted and a snippet of it still runs. */
  synchronized boolean isStopping() {
    return interrupted && running != null;
  }

  /** True if the cell did not end in its own way, so that its code was stopped. */
  synchronized boolean isForced() {
    return isForced;
  }

  /** Where the interrupted cell still runs, since nothing stopped it; null if it has ended. */
  synchronized String unstoppable() {
    return unstoppable;
  }

  /**
   * True if a snippet runs.
   *
   * @throws StoppedException if the cell was interrupted
   */
  synchronized boolean isRunning() throws StoppedException {
    if (interrupted) {
      throw new StoppedException();
    }
    return running != null;
  }

  /**
   * To be called by the thread that is to run it.
   *
   * @throws StoppedException if the cell was interrupted
   */
  synchronized void begin(Invocation invocation) throws StoppedException {
    if (interrupted) {
      throw new StoppedException();
    }
    if (isNew) {
      Thread.interrupted(); // left by the cell before
      isNew = false;
    }
    running = invocation;
    isLost = false;
  }

  /**
   * To be called when nobody waits for it any longer; true if its thread is not to be used again.
   */
  synchronized boolean end(Invocation invocation) {
    if (running != invocation) {
      return false;
    }
    running = null;
    classes.stop(null);
    return isLost;
  }

  /** Ends the running snippet, if any, as the class comment tells. */
  synchronized void interrupt() {
    interrupted = true;
    if (running != null) {
      Invocation target = running;
      output.hurry();
      target.interrupt();
      later(GRACE_MILLIS, () -> stop(target, 1));
    }
  }

  private void later(long millis, Runnable task) {
    timer.schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  /** Stops the snippet, more than once where its code goes on after a stop, then gives up. */
  private synchronized void stop(Invocation target, int count) {
    if (running != target) {
      return;
    }
    if (count > MOST_STOPS) {
      unstoppable = target.place();
      isLost = true;
      target.abandon();
      return;
    }
    isForced = true;
    stopCode(target, count > MOST_STOPS / 2);
    if (count > 1) {
      output.whileAtRest(() -> isLost |= target.kill());
    }
    later(AGAIN_MILLIS, () -> stop(target, count + 1));
  }

  private void stopCode(Invocation target, boolean everyTime) {
    Set<Thread> stopped = ConcurrentHashMap.newKeySet();
    classes.stop(
        thread ->
            (target.isIn(thread) || classes.isCodeOfCell()) && (stopped.add(thread) || everyTime));
  }

  /** Interrupts nothing any more. */
  @Override
  public void close() {
    timer.shutdownNow();
  }
}
