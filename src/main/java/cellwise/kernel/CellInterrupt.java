package cellwise.kernel;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import jdk.jshell.spi.ExecutionControl;

/**
 * Which snippet runs, and how it is made to end.
 *
 * <p>An interrupt first calls {@link Thread#interrupt()}, so that code that waits, or looks at the
 * flag between its steps, ends in its own way. A snippet still running after {@value #GRACE_MILLIS}
 * ms is stopped by the JDK's own means: {@code Thread.stop} on 17, checks compiled into every loop
 * of a cell on later versions. The first cannot stop code that catches {@code Throwable}, the
 * second cannot stop a long call into a library. What still runs after {@value #MOST_STOPS} stops
 * is left alone, and the cell ends without it.
 */
final class CellInterrupt {
  /** What an interrupted snippet has to end by itself, in milliseconds. */
  private static final long GRACE_MILLIS = 1000;

  private static final int MOST_STOPS = 4;

  private final ExecutionControl control;
  private Invocation running;
  private String unstoppable;
  private boolean interrupted;

  /**
   * For the snippets of a control.
   *
   * @param control its {@link ExecutionControl#stop()} stops the one that runs; its monitor is held
   *     meanwhile, so that no stop comes while it counts
   */
  CellInterrupt(ExecutionControl control) {
    this.control = control;
  }

  /** Forgets the cell before. */
  void startCell() {
    synchronized (control) {
      interrupted = false;
      unstoppable = null;
    }
  }

  /** True once the cell was interrupted, whatever became of its snippet. */
  boolean isInterrupted() {
    synchronized (control) {
      return interrupted;
    }
  }

  /** True if the cell was interrupted and a snippet of it still runs. */
  boolean isStopping() {
    synchronized (control) {
      return interrupted && running != null;
    }
  }

  /** Where the interrupted cell still runs, since nothing stopped it; null if it has ended. */
  String unstoppable() {
    synchronized (control) {
      return unstoppable;
    }
  }

  /**
   * True if a snippet runs.
   *
   * @throws ExecutionControl.StoppedException if the cell was interrupted
   */
  boolean isRunning() throws ExecutionControl.StoppedException {
    synchronized (control) {
      if (interrupted) {
        throw new ExecutionControl.StoppedException();
      }
      return running != null;
    }
  }

  /**
   * To be called before a snippet is started.
   *
   * @throws ExecutionControl.StoppedException if the cell was interrupted
   */
  void begin(Invocation invocation) throws ExecutionControl.StoppedException {
    synchronized (control) {
      if (interrupted) {
        throw new ExecutionControl.StoppedException();
      }
      running = invocation;
    }
  }

  /** To be called when the thread that started it waits no longer. */
  void end() {
    synchronized (control) {
      running = null;
      Thread.interrupted(); // if it was given up in its last moment
    }
  }

  /** Ends the running snippet, if any, in the two steps that the class comment tells. */
  void interrupt() {
    synchronized (control) {
      interrupted = true;
      Invocation target = running;
      if (target == null) {
        return;
      }
      target.interrupt();
      later(() -> stop(target, MOST_STOPS));
    }
  }

  /** Not in the common pool, whose threads the cell may keep busy. */
  private static void later(Runnable task) {
    CompletableFuture.delayedExecutor(GRACE_MILLIS, TimeUnit.MILLISECONDS, CellInterrupt::start)
        .execute(task);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "stop");
    thread.setDaemon(true);
    thread.start();
  }

  /** Stops the snippet, more than once where its code goes on after a stop, then gives up. */
  private void stop(Invocation target, int stops) {
    synchronized (control) {
      if (running != target) {
        return;
      }
      if (stops == 0) {
        unstoppable = target.place();
        target.abandon();
        return;
      }
      try {
        control.stop();
      } catch (ExecutionControl.EngineTerminationException | ExecutionControl.InternalException e) {
        throw new IllegalStateException(
            "the running cell cannot be stopped: restart the kernel", e);
      } finally {
        later(() -> stop(target, stops - 1));
      }
    }
  }
}
