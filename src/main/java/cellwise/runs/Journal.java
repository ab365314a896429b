package cellwise.runs;

import cellwise.engine.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Runs in a SQLite file. Several processes may have it open, write to it and read it at once; what
 * was committed survives whatever happens to them.
 *
 * <pre>{@code
 * var journal = Journal.open(Path.of("runs/journal.db"));
 * try (var run = journal.start("no weight decay", Map.of("weight decay", 0))) {
 *   run.watch(() -> session.run(1000, Hook.scalars(10, run)));
 *   run.note("falls faster, but see the test pictures");
 * }
 * }</pre>
 */
public final class Journal implements AutoCloseable {
  private final Database database;

  private Journal(Database database) {
    this.database = database;
  }

  /**
   * Opens a journal, or begins one.
   *
   * @param file its folder is made if it is not there
   * @throws JournalException if it is a folder or no journal, one of a newer library, or cannot be
   *     written
   */
  public static Journal open(Path file) {
    if (Files.isDirectory(file)) {
      throw new JournalException(file + " is a folder: give a file in it, such as journal.db");
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Schema.requireOurs(file);
    } catch (IOException e) {
      throw new JournalException(
          file + " cannot be written, or its folder cannot be made: " + e, e);
    }
    Database database = Database.open(file);
    try {
      Schema.migrate(database);
      return new Journal(database);
    } catch (RuntimeException | Error e) {
      database.close();
      throw e;
    }
  }

  /**
   * Begins a run of this process.
   *
   * @param name what to call it, not blank; others may be called so too
   * @param settings what was chosen, by name; shown in the order of the names
   * @return takes what the run gives; close it at the end
   * @throws IllegalArgumentException if a setting has a name that the journal finds out by itself
   */
  public RunWriter start(String name, Map<String, ?> settings) {
    long now = System.currentTimeMillis();
    Run.required("name", name);
    requireChosen(settings);
    long[] id = new long[1];
    Map<String, String> surroundings = Surroundings.now();
    database.transaction(
        () -> {
          id[0] =
              database.update(
                  "INSERT INTO run (name, started, state, host, pid, alive) VALUES (?, ?, 'running', ?, ?, ?)",
                  name,
                  now,
                  Host.name(),
                  ProcessHandle.current().pid(),
                  now);
          settings.forEach((key, value) -> set(id[0], key, String.valueOf(value), true));
          surroundings.forEach((key, value) -> set(id[0], key, value, false));
        });
    Run run = new Run(database, id[0]);
    return new RunWriter(database, run, Stretch.newest(database, run));
  }

  private static void requireChosen(Map<String, ?> settings) {
    for (String name : settings.keySet()) {
      if (Surroundings.NAMES.contains(name)) {
        throw new IllegalArgumentException(
            "setting is %s, which the journal finds out by itself: call it otherwise"
                .formatted(name));
      }
    }
  }

  private void set(long run, String name, String value, boolean given) {
    database.update(
        "INSERT OR REPLACE INTO setting (run, name, value, is_given) VALUES (?, ?, ?, ?)",
        run,
        name,
        value,
        given);
  }

  /**
   * Adds to a run that was begun before, and takes nothing away, as for an evaluation afterwards.
   *
   * @throws JournalException if it was removed
   */
  public RunWriter resume(Run run) {
    return resume(run, Long.MAX_VALUE, Map.of());
  }

  /**
   * Goes on with a run's training.
   *
   * @param step as {@code session.globalStep()}: how many steps were made until the checkpoint from
   *     which it goes on
   */
  public RunWriter resume(Run run, long step) {
    return resume(run, step, Map.of());
  }

  /**
   * Goes on with a run's training, in this process and the surroundings of now. What an earlier one
   * recorded of later steps, which are now made again or not at all, is taken away; notes about
   * them stay as notes about the whole, and say of which step they were. A recording of the run
   * that is still open elsewhere writes no more.
   *
   * @param step as {@code session.globalStep()}: how many steps were made until the checkpoint from
   *     which it goes on
   * @param settings those that may have changed, by name; the others stay
   * @throws JournalException if it was removed
   */
  public RunWriter resume(Run run, long step, Map<String, ?> settings) {
    if (step < 0) {
      throw new IllegalArgumentException("step is " + step + ", must not be negative");
    }
    requireChosen(settings);
    Map<String, String> surroundings = Surroundings.now();
    Run mine = new Run(database, run.id());
    Stretch[] stretch = new Stretch[1];
    database.transaction(
        () -> {
          mine.name(); // that it is there
          takeAway(mine, step);
          database.update(
              "UPDATE run SET stretch = stretch + 1, state = 'running', ended = NULL, reason = NULL, host = ?, pid = ?, alive = ? WHERE id = ?",
              Host.name(),
              ProcessHandle.current().pid(),
              System.currentTimeMillis(),
              run.id());
          settings.forEach((key, value) -> set(run.id(), key, String.valueOf(value), true));
          database.update(
              "DELETE FROM setting WHERE run = ? AND NOT is_given AND name NOT LIKE 'data%'",
              run.id());
          surroundings.forEach((key, value) -> set(run.id(), key, value, false));
          stretch[0] = Stretch.newest(database, mine);
        });
    return new RunWriter(database, mine, stretch[0]);
  }

  private void takeAway(Run run, long step) {
    database.update(
        "DELETE FROM scalar WHERE step >= ? AND series IN (SELECT id FROM series WHERE run = ?)",
        step,
        run.id());
    database.update(
        "DELETE FROM series WHERE run = ? AND id NOT IN (SELECT series FROM scalar)", run.id());
    database.update("DELETE FROM evaluation WHERE run = ? AND step > ?", run.id(), step);
    database.update(
        "UPDATE note SET text = 'Of step ' || step || ', before the training went back to step ' || ?2 || char(58, 10, 10) || text, step = NULL WHERE run = ?1 AND step >= ?2",
        run.id(),
        step);
  }

  /** Returns all runs, the newest first. */
  public List<Run> runs() {
    return database.query(
        "SELECT id FROM run ORDER BY id DESC", found -> new Run(database, found.getLong(1)));
  }

  /**
   * Returns a run.
   *
   * @param which its number, or its name: the newest of that name; {@code number:1} or {@code
   *     name:1} where one run has that number and another that name
   * @throws IllegalArgumentException if there is none, or one by number and another by name
   */
  public Run run(String which) {
    List<Run> found =
        database.query(
            """
            SELECT id FROM run WHERE ?1 IN (CAST(id AS TEXT), 'number:' || id)
            UNION
            SELECT max(id) FROM run WHERE ?1 IN (name, 'name:' || name) GROUP BY name""",
            row -> new Run(database, row.getLong(1)),
            which);
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "%s has no run \"%s\": its runs are %s"
              .formatted(database, which, runs().stream().limit(20).map(Run::toString).toList()));
    }
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "\"%s\" is the number of one run and the name of another, %s: say which by %s"
              .formatted(which, found, found.stream().map(run -> "number:" + run.id()).toList()));
    }
    return found.get(0);
  }

  /** Returns the runs that a file or folder belongs to, the newest first. */
  public List<Run> runsOf(Path path) {
    return database.query(
        "SELECT DISTINCT run FROM link WHERE path = ? ORDER BY run DESC",
        found -> new Run(database, found.getLong(1)),
        path.toAbsolutePath().normalize().toString());
  }

  /**
   * Takes a run out of the journal, with its notes. Files that it is linked to stay.
   *
   * @throws IllegalStateException if it is running
   */
  public void remove(Run run) {
    if (run.state() == Run.State.RUNNING) {
      throw new IllegalStateException(run + ": stop it before it is removed");
    }
    database.update("DELETE FROM run WHERE id = ?", run.id());
  }

  @Override
  public void close() {
    database.close();
  }

  /** Returns the file. */
  @Override
  public String toString() {
    return database.toString();
  }
}
