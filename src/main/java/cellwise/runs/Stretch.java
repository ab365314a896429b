package cellwise.runs;

import java.util.List;

/**
 * One of the times that somebody was at a run: since it was started, or since it was resumed. Only
 * the newest may write, so that two do not mix their numbers, and an older one's end is not the
 * run's.
 */
final class Stretch {
  private final Database database;
  private final Run run;
  private final long number;
  private final long workedBefore;
  private final long beganNanos = System.nanoTime();

  /** The run was removed, or somebody else has resumed it: what is written is not kept. */
  static final class OverException extends JournalException {
    private static final long serialVersionUID = 1;

    OverException(String message) {
      super(message);
    }
  }

  private Stretch(Database database, Run run, long number, long workedBefore) {
    this.database = database;
    this.run = run;
    this.number = number;
    this.workedBefore = workedBefore;
  }

  static Stretch newest(Database database, Run run) {
    return database
        .query(
            "SELECT stretch, worked FROM run WHERE id = ?",
            found -> new Stretch(database, run, found.getLong(1), found.getLong(2)),
            run.id())
        .get(0);
  }

  /**
   * Checks that it still is.
   *
   * @throws OverException if it is not
   */
  void requireNewest() {
    List<Long> newest =
        database.query("SELECT stretch FROM run WHERE id = ?", found -> found.getLong(1), run.id());
    if (newest.isEmpty()) {
      throw new OverException("run " + run.id() + " is no longer in " + database);
    }
    if (newest.get(0) != number) {
      throw new OverException(
          run + " was resumed by somebody else: go on there, or with journal.resume(run)");
    }
  }

  /** Says that it is still worked at, and for how long it was; not measured by the clock's time. */
  void alive() {
    database.update(
        "UPDATE run SET alive = ?, worked = ? WHERE id = ? AND stretch = ?",
        System.currentTimeMillis(),
        workedBefore + (System.nanoTime() - beganNanos) / 1_000_000,
        run.id(),
        number);
  }

  /** Ends the run, unless that was done or somebody else is at it. */
  void end(String state, String reason) {
    alive();
    database.update(
        "UPDATE run SET state = ?, reason = ?, ended = ? WHERE id = ? AND stretch = ? AND state = 'running'",
        state,
        reason,
        System.currentTimeMillis(),
        run.id(),
        number);
  }
}
