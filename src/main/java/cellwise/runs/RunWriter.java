package cellwise.runs;

import cellwise.data.Split;
import cellwise.eval.Evaluation;
import cellwise.summary.Scalar;
import cellwise.summary.Summary;
import cellwise.summary.SummaryWriter;
import cellwise.train.RunReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What writes the run that this process is at. Takes scalars from the session's hooks and commits
 * them once a second, in the background; a process that is killed loses no more than that second.
 */
public final class RunWriter implements SummaryWriter, AutoCloseable {
  private final Database database;
  private final Stretch stretch;
  private final Backlog backlog;
  private volatile Ending ending = Ending.FINISHED;

  private record Ending(String state, String reason) {
    static final Ending FINISHED = new Ending("finished", null);
    static final Ending STOPPED = new Ending("stopped", null);

    static Ending failed(Throwable reason) {
      return new Ending("failed", reason.toString());
    }
  }

  RunWriter(Database database, Stretch stretch) {
    this.database = database;
    this.stretch = stretch;
    backlog = new Backlog(database, stretch);
  }

  /**
   * Returns the run as it is in the journal now, of its scalars those that are committed.
   *
   * @throws JournalException if it was removed, or the journal is closed
   */
  public Run run() {
    return database.read(transaction -> transaction.run(stretch.run()));
  }

  /** Returns what takes notes, tags and a verdict about the run. */
  public Annotations annotate() {
    return new Annotations(database, stretch.run());
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
  public void write(long step, List<? extends Summary> summaries) {
    backlog.add(
        step, summaries.stream().filter(Scalar.class::isInstance).map(Scalar.class::cast).toList());
  }

  /** Returns whether the last attempt to commit failed, so that numbers wait for the next. */
  public boolean isBehind() {
    return backlog.isBehind();
  }

  /** Says what is trained on: its name and the checksum of its pictures. */
  public RunWriter on(Split data) {
    Map<String, String> facts = Map.of("data", data.toString(), "data crc32c", data.fingerprint());
    return record(transaction -> stretch.set(transaction, facts, false));
  }

  /**
   * Records an evaluation.
   *
   * @param step how many steps were made until now
   * @param parameters {@code averaged} or {@code raw}
   * @return this
   */
  public RunWriter evaluated(long step, String parameters, Evaluation evaluation) {
    Annotations.required("parameters", parameters);
    return record(
        transaction ->
            transaction.execute(
                "INSERT OR REPLACE INTO evaluation (run, step, data, parameters, precision) VALUES (?, ?, ?, ?, ?)",
                stretch.run(),
                step,
                evaluation.data(),
                parameters,
                evaluation.precisionAt1()));
  }

  /**
   * Records that a file or folder belongs to the run.
   *
   * @param kind such as {@code checkpoints} or {@code events}
   * @return this
   */
  public RunWriter link(String kind, Path path) {
    Annotations.required("kind", kind);
    return record(
        transaction ->
            transaction.execute(
                "INSERT OR IGNORE INTO link (run, kind, path) VALUES (?, ?, ?)",
                stretch.run(),
                kind,
                path.toAbsolutePath().normalize().toString()));
  }

  private RunWriter record(Consumer<Transaction> facts) {
    database.write(
        transaction -> {
          stretch.requireNewest(transaction);
          facts.accept(transaction);
          return null;
        });
    return this;
  }

  /** Commits everything that was taken. */
  public void flush() {
    backlog.commit();
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
      ending = isComplete ? Ending.FINISHED : Ending.STOPPED;
      return report;
    } catch (RuntimeException | Error e) {
      ending = Ending.failed(e);
      throw e;
    }
  }

  /** The run was stopped before its end. */
  public void stopped() {
    ending = Ending.STOPPED;
    close();
  }

  /**
   * The run failed.
   *
   * @param reason why
   */
  public void failed(Throwable reason) {
    ending = Ending.failed(reason);
    close();
  }

  /**
   * The run came to its end, unless it is known how else it ended, or somebody else has resumed it.
   * If this cannot be written, it can be tried again.
   */
  @Override
  public void close() {
    backlog.close();
    Ending known = ending;
    database.write(transaction -> stretch.end(transaction, known.state, known.reason));
  }

  /** Returns the run's number and journal. */
  @Override
  public String toString() {
    return "run " + stretch.run() + " of " + database;
  }
}
