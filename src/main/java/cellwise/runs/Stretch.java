package cellwise.runs;

import java.util.List;
import java.util.Map;

/**
 * One of the times that somebody was at a run: since it was started, or since it was resumed. Only
 * the newest may write, so that two do not mix their numbers, and an older one's end is not the
 * run's.
 */
final class Stretch {
  private final long run;
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

  private Stretch(long run, long number, long workedBefore) {
    this.run = run;
    this.number = number;
    this.workedBefore = workedBefore;
  }

  /** Begins a run. */
  static Stretch first(Transaction transaction, String name) {
    Owner owner = Owner.now();
    long run =
        transaction
            .numbers(
                "INSERT INTO run (name, started, state, host, pid, alive) VALUES (?, ?, 'running', ?, ?, ?) RETURNING id",
                name,
                owner.alive(),
                owner.host(),
                owner.pid(),
                owner.alive())
            .get(0);
    return new Stretch(run, 1, 0);
  }

  /**
   * Goes on with a run, and takes away what was recorded of later steps.
   *
   * @param step how many steps were made until the checkpoint from which it goes on
   */
  static Stretch next(Transaction transaction, long run, long step) {
    transaction.require(run);
    takeAway(transaction, run, step);
    transaction.execute(
        "DELETE FROM setting WHERE run = ? AND NOT is_given AND name NOT LIKE 'data%'", run);
    Owner owner = Owner.now();
    return transaction
        .handle()
        .select(
            "UPDATE run SET stretch = stretch + 1, state = 'running', ended = NULL, reason = NULL, host = ?, pid = ?, alive = ? WHERE id = ? RETURNING stretch, worked",
            owner.host(),
            owner.pid(),
            owner.alive(),
            run)
        .map((row, context) -> new Stretch(run, row.getLong(1), row.getLong(2)))
        .one();
  }

  private static void takeAway(Transaction transaction, long run, long step) {
    transaction.execute(
        "DELETE FROM scalar WHERE step >= ? AND series IN (SELECT id FROM series WHERE run = ?)",
        step,
        run);
    transaction.execute(
        "DELETE FROM series WHERE run = ? AND id NOT IN (SELECT series FROM scalar)", run);
    transaction.execute("DELETE FROM evaluation WHERE run = ? AND step > ?", run, step);
    transaction.execute(
        """
        UPDATE note SET step = NULL,
          text = 'Of step ' || step || ', before the training went back to step ' || ? || ':' || char(10, 10) || text
        WHERE run = ? AND step >= ?""",
        step,
        run,
        step);
  }

  long run() {
    return run;
  }

  /** Writes settings: what was chosen, or what was found out. */
  void set(Transaction transaction, Map<String, ?> values, boolean isGiven) {
    values.forEach(
        (name, value) ->
            transaction.execute(
                "INSERT OR REPLACE INTO setting (run, name, value, is_given) VALUES (?, ?, ?, ?)",
                run,
                name,
                String.valueOf(value),
                isGiven));
  }

  /**
   * Checks that it still is the newest.
   *
   * @throws OverException if it is not
   */
  void requireNewest(Transaction transaction) {
    List<Long> newest = transaction.numbers("SELECT stretch FROM run WHERE id = ?", run);
    if (newest.isEmpty()) {
      throw new OverException("run " + run + " is no longer in " + transaction.file());
    }
    if (newest.get(0) != number) {
      throw new OverException(
          transaction.run(run)
              + " was resumed by somebody else: go on there, or with journal.resume(run)");
    }
  }

  /** Says that it is still worked at, and for how long it was; not measured by the clock's time. */
  int alive(Transaction transaction) {
    return transaction.execute(
        "UPDATE run SET alive = ?, worked = ? WHERE id = ? AND stretch = ?",
        System.currentTimeMillis(),
        workedBefore + (System.nanoTime() - beganNanos) / 1_000_000,
        run,
        number);
  }

  /** Returns the number of a series, which is there from now on. */
  long series(Transaction transaction, String tag) {
    String insert = "INSERT INTO series (run, tag) VALUES (?, ?)";
    return transaction
        .numbers(insert + " ON CONFLICT DO UPDATE SET tag = tag RETURNING id", run, tag)
        .get(0);
  }

  /** Ends the run, unless that was done or somebody else is at it. */
  int end(Transaction transaction, String state, String reason) {
    alive(transaction);
    return transaction.execute(
        "UPDATE run SET state = ?, reason = ?, ended = ? WHERE id = ? AND stretch = ? AND state = 'running'",
        state,
        reason,
        System.currentTimeMillis(),
        run,
        number);
  }
}
