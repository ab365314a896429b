package cellwise.kernel.eval;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** What a statement may take; {@link #close()} when it has ended. */
final class TimeLimit implements AutoCloseable {
  private final Future<?> alarm;
  private boolean isOver;
  private boolean hasPassed;

  /** Calls {@code stop} after {@code limit}, unless closed before. */
  TimeLimit(ScheduledExecutorService timer, Duration limit, Runnable stop) {
    alarm = timer.schedule(() -> pass(stop), limit.toNanos(), TimeUnit.NANOSECONDS);
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
