package cellwise.runs;

import cellwise.summary.Scalar;
import cellwise.threads.ProcessThreads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Scalars that wait to be committed, which happens once a second in the background. What cannot be
 * committed waits on. Also says now and then that the run's process is alive.
 */
final class Backlog {
  private static final int HEARTBEAT_SECONDS = 10;

  private final Database database;
  private final Stretch stretch;
  private final Map<String, Long> lastSteps = new HashMap<>();
  private final Map<String, Long> series = new HashMap<>();
  private final Object committing = new Object();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> ProcessThreads.thread(work, "cellwise-journal"));
  private List<Waiting> waiting = new ArrayList<>();
  private RuntimeException failure;
  private volatile boolean isBehind;
  private int beats;

  private record Waiting(String tag, long step, Double value) {}

  Backlog(Database database, Stretch stretch) {
    this.database = database;
    this.stretch = stretch;
    Run before = database.read(transaction -> transaction.run(stretch.run()));
    before.last().forEach((tag, point) -> lastSteps.put(tag, point.step()));
    clock.scheduleWithFixedDelay(this::beat, 1, 1, TimeUnit.SECONDS);
  }

  /** Takes scalars of a step, and throws what is described at {@link RunWriter#write}. */
  synchronized void add(long step, List<Scalar> scalars) {
    if (failure instanceof Stretch.OverException) {
      throw failure;
    }
    if (clock.isShutdown()) {
      Run ended = database.read(transaction -> transaction.run(stretch.run()));
      throw new IllegalStateException(ended + " has ended: go on with journal.resume(run)");
    }
    for (Scalar scalar : scalars) {
      requireForward(scalar.tag(), step);
      waiting.add(new Waiting(scalar.tag(), step, decimal(scalar.value())));
    }
    RuntimeException told = failure;
    failure = null;
    if (told != null) {
      throw told;
    }
  }

  private void requireForward(String tag, long step) {
    Annotations.requireStep(step);
    long last = lastSteps.getOrDefault(tag, 0L);
    if (step < last) {
      throw new IllegalStateException(
          tag
              + " has step "
              + last
              + " already, now comes step "
              + step
              + ": if the training went back, go on with journal.resume(run, session.globalStep()), else journal.start another run");
    }
    lastSteps.put(tag, step);
  }

  /** The double that is written as the float is, such as 0.1; null for no number. */
  private static Double decimal(float value) {
    return Float.isNaN(value) ? null : Double.valueOf(Float.toString(value));
  }

  /** Returns whether the last attempt to commit failed. */
  boolean isBehind() {
    return isBehind;
  }

  /**
   * Commits what waits.
   *
   * @throws Stretch.OverException if the run is somebody else's by now; nothing waits on then
   * @throws JournalException if it cannot be
   */
  void commit() {
    synchronized (committing) { // another thread must not use a series that is undone
      List<Waiting> taken = exchanged(new ArrayList<>());
      if (taken.isEmpty()) {
        return;
      }
      try {
        database.write(transaction -> insert(transaction, taken));
        isBehind = false;
      } catch (RuntimeException e) {
        isBehind = true;
        series.clear(); // those that were new are not there
        if (!(e instanceof Stretch.OverException)) {
          putBack(taken);
        }
        throw e;
      }
    }
  }

  private synchronized List<Waiting> exchanged(List<Waiting> next) {
    List<Waiting> before = waiting;
    waiting = next;
    return before;
  }

  private synchronized void putBack(List<Waiting> taken) {
    taken.addAll(waiting);
    waiting = taken;
  }

  private int[] insert(Transaction transaction, List<Waiting> taken) {
    stretch.requireNewest(transaction);
    stretch.alive(transaction);
    PreparedBatch batch =
        transaction
            .handle()
            .prepareBatch("INSERT OR REPLACE INTO scalar (series, step, value) VALUES (?, ?, ?)");
    for (Waiting one : taken) {
      batch.add(
          series.computeIfAbsent(one.tag, tag -> stretch.series(transaction, tag)),
          one.step,
          one.value);
    }
    return batch.execute();
  }

  private void beat() {
    try {
      commit();
      if (++beats % HEARTBEAT_SECONDS == 0) {
        database.write(
            transaction -> {
              stretch.requireNewest(transaction);
              return stretch.alive(transaction);
            });
      }
    } catch (RuntimeException e) {
      synchronized (this) {
        failure = e;
      }
      if (e instanceof Stretch.OverException) {
        clock.shutdown();
      }
    }
  }

  /** Takes no more, and commits what waits. If that cannot be, it can be tried again. */
  void close() {
    clock.shutdown();
    try {
      clock.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    commit();
  }
}
