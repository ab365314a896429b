package cellwise.kernel;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** What a statement may take; {@link #close()} when it has ended. */
final class TimeLimit implements AutoCloseable {
  private static final ScheduledThreadPoolExecutor TIMER =
      new ScheduledThreadPoolExecutor(1, TimeLimit::thread);

  static {
    TIMER.setRemoveOnCancelPolicy(true); // statements are many
  }

  private final Future<?> alarm;
  private boolean isOver;
  private boolean hasPassed;

  /** Calls {@code stop} after {@code limit}, unless closed before. */
  TimeLimit(Duration limit, Runnable stop) {
    alarm = TIMER.schedule(() -> pass(stop), limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "time limit");
    thread.setDaemon(true);
    return thread;
  }

  private synchronized void pass(Runnable stop) {
    if (!isOver) {
      hasPassed = true;
      stop.run();
    }
  }

  /** True if the statement was stopped. */
  synchronized boolean hasPassed() {
    return hasPassed;
  }

  @Override
  public synchronized void close() {
    isOver = true;
    alarm.cancel(false);
  }
}
