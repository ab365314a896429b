package cellwise.runs;

import cellwise.data.Split;
import cellwise.eval.Evaluation;
import cellwise.summary.Scalar;
import cellwise.summary.Summary;
import cellwise.summary.SummaryWriter;
import cellwise.threads.ProcessThreads;
import cellwise.train.RunReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A run that this process is at. Takes scalars from the session's hooks and commits them once a
 * second, in the background; a process that is killed loses no more than that second.
 */
public final class RunWriter implements SummaryWriter, AutoCloseable {
  private static final int HEARTBEAT_SECONDS = 10;

  private final Database database;
  private final Run run;
  private final Stretch stretch;
  private final Map<String, Long> lastSteps;
  private final Map<String, Long> series = new HashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> ProcessThreads.thread(work, "cellwise-journal"));
  private List<Point> pending = new ArrayList<>();
  private RuntimeException failure;
  private volatile boolean isBehind;
  private int beats;

  private volatile Ending ending = Ending.FINISHED;

  private record Point(String tag, long step, Double value) {}

  private record Ending(String state, String reason) {
    static final Ending FINISHED = new Ending("finished", null);
  }

  RunWriter(Database database, Run run, Stretch stretch) {
    this.database = database;
    this.run = run;
    this.stretch = stretch;
    lastSteps = new HashMap<>(run.lastSteps());
    clock.scheduleWithFixedDelay(this::beat, 1, 1, TimeUnit.SECONDS);
  }

  /** Returns the run as everybody sees it. */
  public Run run() {
    return run;
  }

  /**
   * Takes the scalars of a step. Histograms and pictures are for event files.
   *
   * @param step counted from 0; not before the last one of the same scalar
   * @throws IllegalStateException if it is before that: a training that went back says so by {@link
   *     Journal#resume(Run, long)}
   * @throws JournalException if what was taken before cannot be committed; it is kept, as this is,
   *     and tried again, unless somebody else has resumed the run
   */
  @Override
  public synchronized void write(long step, List<? extends Summary> summaries) {
    if (failure instanceof Stretch.OverException) {
      throw failure;
    }
    if (clock.isShutdown()) {
      throw new IllegalStateException(run + " has ended: go on with journal.resume(run)");
    }
    for (Summary summary : summaries) {
      if (summary instanceof Scalar scalar) {
        requireForward(scalar.tag(), step);
        pending.add(new Point(scalar.tag(), step, decimal(scalar.value())));
      }
    }
    if (failure != null) {
      RuntimeException told = failure;
      failure = null;
      throw told;
    }
  }

  /** Returns whether the last attempt to commit failed, so that numbers wait for the next. */
  public boolean isBehind() {
    return isBehind;
  }

  private void requireForward(String tag, long step) {
    if (step < 0) {
      throw new IllegalArgumentException("step is " + step + ", must not be negative");
    }
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

  /** Says what is trained on: its name and the checksum of its pictures. */
  public RunWriter on(Split data) {
    stretch.requireNewest();
    for (String[] fact :
        new String[][] {{"data", data.toString()}, {"data crc32c", data.fingerprint()}}) {
      database.update(
          "INSERT OR REPLACE INTO setting (run, name, value, is_given) VALUES (?, ?, ?, 0)",
          run.id(),
          fact[0],
          fact[1]);
    }
    return this;
  }

  /**
   * Records an evaluation.
   *
   * @param step how many steps were made until now
   * @param parameters {@code averaged} or {@code raw}
   * @return this
   */
  public RunWriter evaluated(long step, String parameters, Evaluation evaluation) {
    stretch.requireNewest();
    database.update(
        "INSERT OR REPLACE INTO evaluation (run, step, data, parameters, precision) VALUES (?, ?, ?, ?, ?)",
        run.id(),
        step,
        evaluation.data(),
        Run.required("parameters", parameters),
        evaluation.precisionAt1());
    return this;
  }

  /**
   * Records that a file or folder belongs to the run.
   *
   * @param kind such as {@code checkpoints} or {@code events}
   * @return this
   */
  public RunWriter link(String kind, Path path) {
    stretch.requireNewest();
    database.update(
        "INSERT OR IGNORE INTO link (run, kind, path) VALUES (?, ?, ?)",
        run.id(),
        Run.required("kind", kind),
        path.toAbsolutePath().normalize().toString());
    return this;
  }

  /**
   * Writes a note about the whole run.
   *
   * @param text in Markdown
   * @return this
   */
  public RunWriter note(String text) {
    run.note(text);
    return this;
  }

  /**
   * Writes a note about a step.
   *
   * @param step counted from 0
   * @param text in Markdown
   * @return this
   */
  public RunWriter note(long step, String text) {
    run.note(step, text);
    return this;
  }

  /** Commits everything that was taken. */
  public void flush() {
    synchronized (series) { // the clock's thread must not use a number that is undone
      commit();
    }
  }

  private void commit() {
    List<Point> points;
    synchronized (this) {
      points = pending;
      pending = new ArrayList<>();
    }
    if (points.isEmpty()) {
      return;
    }
    try {
      database.transaction(() -> insert(points));
      isBehind = false;
    } catch (Stretch.OverException e) {
      isBehind = true;
      throw e;
    } catch (RuntimeException e) {
      isBehind = true;
      synchronized (this) {
        points.addAll(pending);
        pending = points;
      }
      series.clear(); // those that were new are not there
      throw e;
    }
  }

  private void insert(List<Point> points) {
    stretch.requireNewest();
    List<Object[]> rows = new ArrayList<>(points.size());
    for (Point point : points) {
      rows.add(new Object[] {seriesId(point.tag), point.step, point.value});
    }
    database.updateAll(
        "INSERT OR REPLACE INTO scalar (series, step, value) VALUES (?, ?, ?)", rows);
    stretch.alive();
  }

  private long seriesId(String tag) {
    Long known = series.get(tag);
    if (known == null) {
      database.update("INSERT OR IGNORE INTO series (run, tag) VALUES (?, ?)", run.id(), tag);
      known =
          database
              .number("SELECT id FROM series WHERE run = ? AND tag = ?", run.id(), tag)
              .longValue();
      series.put(tag, known);
    }
    return known;
  }

  private void beat() {
    try {
      flush();
      if (++beats % HEARTBEAT_SECONDS == 0) {
        stretch.requireNewest();
        stretch.alive();
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

  /**
   * Makes a training's steps, and keeps how that ended for when this is closed: stopped by a hook
   * or an interrupt, or failed and why.
   *
   * <pre>{@code run.watch(() -> session.run(1000, Hook.scalars(10, run)))}</pre>
   *
   * @param training such as a call of {@code Session.run}; what it throws is thrown on
   * @return what it returns
   */
  public RunReport watch(Supplier<RunReport> training) {
    try {
      RunReport report = training.get();
      boolean isComplete = report.ending() == RunReport.Ending.COMPLETE;
      ending = isComplete ? Ending.FINISHED : new Ending("stopped", null);
      return report;
    } catch (RuntimeException | Error e) {
      ending = new Ending("failed", e.toString());
      throw e;
    }
  }

  /** The run was stopped before its end. */
  public void stopped() {
    ending = new Ending("stopped", null);
    close();
  }

  /**
   * The run failed.
   *
   * @param reason why
   */
  public void failed(Throwable reason) {
    ending = new Ending("failed", reason.toString());
    close();
  }

  /**
   * The run came to its end, unless it is known how else it ended, or somebody else has resumed it.
   * If this cannot be written, it can be tried again.
   */
  @Override
  public void close() {
    clock.shutdown();
    try {
      clock.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    flush();
    stretch.end(ending.state, ending.reason);
  }

  @Override
  public String toString() {
    return run.toString();
  }
}
