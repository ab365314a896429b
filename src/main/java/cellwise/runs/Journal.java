package cellwise.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Runs in a SQLite file. Several processes may have it open, write to it and read it at once; what
 * was committed survives whatever happens to them.
 *
 * <pre>{@code
 * var journal = Journal.open(Path.of("runs/journal.db"));
 * try (var run = journal.start("no weight decay", Map.of("weight decay", 0))) {
 *   run.watch(() -> session.run(1000, Hook.scalars(10, run)));
 *   run.annotate().note("falls faster, but see the test pictures");
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
      return new Journal(Database.open(file));
    } catch (IOException e) {
      throw new JournalException(
          file + " cannot be written, or its folder cannot be made: " + e, e);
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
    Annotations.required("name", name);
    return written(settings, transaction -> Stretch.first(transaction, name));
  }

  private RunWriter written(Map<String, ?> settings, Function<Transaction, Stretch> begun) {
    requireChosen(settings);
    Map<String, String> surroundings = Surroundings.now();
    Stretch stretch =
        database.write(
            transaction -> {
              Stretch ours = begun.apply(transaction);
              ours.set(transaction, settings, true);
              ours.set(transaction, surroundings, false);
              return ours;
            });
    return new RunWriter(database, stretch);
  }

  private static void requireChosen(Map<String, ?> settings) {
    for (String name : settings.keySet()) {
      if (Surroundings.NAMES.contains(name)) {
        throw new IllegalArgumentException(
            "setting is " + name + ", which the journal finds out by itself: call it otherwise");
      }
    }
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
   * them stay as notes about the whole, and say of which step they were. A writer of the run that
   * is still open elsewhere writes no more.
   *
   * @param step as {@code session.globalStep()}: how many steps were made until the checkpoint from
   *     which it goes on
   * @param settings those that may have changed, by name; the others stay
   * @throws JournalException if it was removed
   */
  public RunWriter resume(Run run, long step, Map<String, ?> settings) {
    Annotations.requireStep(step);
    return written(settings, transaction -> Stretch.next(transaction, run.id(), step));
  }

  /** Returns all runs, the newest first. */
  public List<Run> runs() {
    return found("SELECT id FROM run ORDER BY id DESC");
  }

  /** Returns the runs that a file or folder belongs to, the newest first. */
  public List<Run> runsOf(Path path) {
    return found(
        "SELECT DISTINCT run FROM link WHERE path = ? ORDER BY run DESC",
        path.toAbsolutePath().normalize().toString());
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
        found(
            """
            SELECT id FROM run WHERE ? IN (CAST(id AS TEXT), 'number:' || id)
            UNION
            SELECT max(id) FROM run WHERE ? IN (name, 'name:' || name) GROUP BY name""",
            which,
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

  private List<Run> found(String sql, Object... values) {
    return database.read(transaction -> transaction.runs(transaction.numbers(sql, values)));
  }

  /**
   * Returns a run as it is now, with its numbers over the steps.
   *
   * @throws JournalException if it was removed
   */
  public History history(Run run) {
    return database.read(transaction -> transaction.histories(List.of(run.id()))).get(0);
  }

  /**
   * Returns runs as they are now, in the same order, with one number over the steps.
   *
   * @param tag such as {@code total_loss}
   * @throws JournalException if one was removed
   */
  public List<History> histories(String tag, List<Run> runs) {
    List<Long> ids = runs.stream().map(Run::id).toList();
    return database.read(transaction -> transaction.histories(ids, tag));
  }

  /** Returns what takes notes, tags and a verdict about a run. */
  public Annotations annotate(Run run) {
    return new Annotations(database, run.id());
  }

  /**
   * Takes a run out of the journal, with its notes. Files that it is linked to stay.
   *
   * @throws IllegalStateException if it is running
   * @throws JournalException if it was removed
   */
  public void remove(Run run) {
    database.write(
        transaction -> {
          Run now = transaction.run(run.id());
          if (now.state() == Run.State.RUNNING) {
            throw new IllegalStateException(now + ": stop it before it is removed");
          }
          return transaction.execute("DELETE FROM run WHERE id = ?", run.id());
        });
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
