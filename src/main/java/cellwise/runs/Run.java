package cellwise.runs;

import cellwise.engine.Host;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A run in the journal, to look at and to annotate, while it trains or months later. What it
 * returns is read when it is asked for.
 */
public final class Run {
  private static final long SILENT_MILLIS = 60_000;

  /** By which the system's clocks may differ that say when a process began, and what time it is. */
  private static final long CLOCKS_MILLIS = 2_000;

  private final Database database;
  private final long id;

  Run(Database database, long id) {
    this.database = database;
    this.id = id;
  }

  /** What became of it. */
  public enum State {
    /** Its process is at it. */
    RUNNING,
    /** It came to its end. */
    FINISHED,
    /** Somebody or a hook stopped it. */
    STOPPED,
    /** It ended with an error. */
    FAILED,
    /** It says that it is running, but its process is gone. */
    LOST
  }

  /** Returns its number, which no other run of the journal has or will have. */
  public long id() {
    return id;
  }

  /** Returns its name, which others may have too. */
  public String name() {
    return row("name", found -> found.getString(1));
  }

  /** Returns when it began. */
  public Instant started() {
    return row("started", found -> Instant.ofEpochMilli(found.getLong(1)));
  }

  /** Returns when it ended, if it has. */
  public Optional<Instant> ended() {
    return Optional.ofNullable(
        row("ended", found -> found.getObject(1) == null ? null : instant(found, 1)));
  }

  /**
   * Returns for how long somebody was at it, without the time between its being stopped and its
   * being resumed. While it runs, and where it was killed, up to when it was last heard of.
   */
  public Duration worked() {
    return row("worked", found -> Duration.ofMillis(found.getLong(1)));
  }

  /** Returns what became of it. */
  public State state() {
    return row(
        "state, host, pid, alive",
        found -> {
          State state = State.valueOf(found.getString(1).toUpperCase(Locale.ROOT));
          boolean isHere = found.getString(2).equals(Host.name());
          boolean isGone =
              isHere
                  ? isGone(found.getLong(3), found.getLong(4))
                  : System.currentTimeMillis() - found.getLong(4) > SILENT_MILLIS;
          return state == State.RUNNING && isGone ? State.LOST : state;
        });
  }

  /** Also if the process of that number began after the run was last heard of: it is another. */
  private static boolean isGone(long pid, long alive) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    return process.isEmpty()
        || process
            .flatMap(there -> there.info().startInstant())
            .filter(start -> start.toEpochMilli() > alive + CLOCKS_MILLIS)
            .isPresent();
  }

  /** Returns why it failed, if it did. */
  public Optional<String> reason() {
    return Optional.ofNullable(row("reason", found -> found.getString(1)));
  }

  /** Returns what was made of it in the end, if anybody said so. */
  public Optional<String> verdict() {
    return Optional.ofNullable(row("verdict", found -> found.getString(1)));
  }

  /** Returns what was chosen, by name, in the order of the names. */
  public Map<String, String> settings() {
    return settings(true);
  }

  /** Returns versions, machine, data and commit, by name. */
  public Map<String, String> surroundings() {
    return settings(false);
  }

  private Map<String, String> settings(boolean given) {
    Map<String, String> settings = new LinkedHashMap<>();
    database.query(
        "SELECT name, value FROM setting WHERE run = ? AND is_given = ? ORDER BY name",
        found -> settings.put(found.getString(1), found.getString(2)),
        id,
        given);
    return settings;
  }

  /** Returns its tags, in their order. */
  public List<String> tags() {
    return database.query(
        "SELECT name FROM tag WHERE run = ? ORDER BY name", found -> found.getString(1), id);
  }

  /** Returns its notes, those about steps first, by step, then those about the whole. */
  public List<Note> notes() {
    return database.query(
        "SELECT written, step, text FROM note WHERE run = ? ORDER BY step IS NULL, step, id",
        found ->
            new Note(
                instant(found, 1),
                found.getObject(2) == null
                    ? OptionalLong.empty()
                    : OptionalLong.of(found.getLong(2)),
                found.getString(3)),
        id);
  }

  /** Returns its evaluations, by step. */
  public List<Score> scores() {
    return database.query(
        "SELECT step, data, parameters, precision FROM evaluation WHERE run = ? ORDER BY 1, 2, 3",
        found ->
            new Score(found.getLong(1), found.getString(2), found.getString(3), found.getDouble(4)),
        id);
  }

  /**
   * Returns the last evaluation of a kind, if there is one.
   *
   * @param data what was evaluated on, such as {@code CIFAR-10 test}
   * @param parameters {@code averaged} or {@code raw}
   */
  public Optional<Score> lastScore(String data, String parameters) {
    return scores().stream()
        .filter(score -> score.data().equals(data) && score.parameters().equals(parameters))
        .reduce((earlier, later) -> later);
  }

  /** Returns the files and folders that belong to it. */
  public List<Link> links() {
    return database.query(
        "SELECT kind, path FROM link WHERE run = ? ORDER BY 1, 2",
        found -> new Link(found.getString(1), found.getString(2)),
        id);
  }

  /** Returns the names of the numbers that it has recorded. */
  public List<String> series() {
    return database.query(
        "SELECT tag FROM series WHERE run = ? ORDER BY tag", found -> found.getString(1), id);
  }

  /**
   * Returns one number over the steps.
   *
   * @param tag one of {@link #series()}; a series without values for another
   */
  public Series series(String tag) {
    List<double[]> points =
        database.query(
            "SELECT step, value FROM scalar WHERE series = (SELECT id FROM series WHERE run = ? AND tag = ?) ORDER BY step",
            found ->
                new double[] {
                  found.getLong(1), found.getObject(2) == null ? Double.NaN : found.getDouble(2)
                },
            id,
            tag);
    return new Series(
        tag,
        points.stream().mapToDouble(point -> point[0]).toArray(),
        points.stream().mapToDouble(point -> point[1]).toArray());
  }

  /** Returns the last step that it has recorded, if there is one. */
  public OptionalLong lastStep() {
    return database
        .query(
            "SELECT max(step) FROM scalar WHERE series IN (SELECT id FROM series WHERE run = ?)",
            found ->
                found.getObject(1) == null
                    ? OptionalLong.empty()
                    : OptionalLong.of(found.getLong(1)),
            id)
        .get(0);
  }

  /** Returns the last step of each of its numbers. */
  Map<String, Long> lastSteps() {
    Map<String, Long> steps = new LinkedHashMap<>();
    database.query(
        "SELECT tag, (SELECT max(step) FROM scalar WHERE series = series.id) FROM series WHERE run = ?",
        found -> steps.put(found.getString(1), found.getLong(2)),
        id);
    return steps;
  }

  /**
   * Writes a note about the whole run.
   *
   * @param text in Markdown, not blank
   * @return this
   */
  public Run note(String text) {
    return note(null, text);
  }

  /**
   * Writes a note about a step.
   *
   * @param step counted from 0
   * @param text in Markdown, not blank
   * @return this
   */
  public Run note(long step, String text) {
    if (step < 0) {
      throw new IllegalArgumentException("step is " + step + ", must not be negative");
    }
    return note((Long) step, text);
  }

  private Run note(Long step, String text) {
    database.update(
        "INSERT INTO note (run, written, step, text) VALUES (?, ?, ?, ?)",
        id,
        System.currentTimeMillis(),
        step,
        required("note", text));
    return this;
  }

  /**
   * Adds a tag.
   *
   * @return this
   */
  public Run tag(String name) {
    database.update(
        "INSERT OR IGNORE INTO tag (run, name) VALUES (?, ?)", id, required("tag", name));
    return this;
  }

  /**
   * Takes a tag away.
   *
   * @return this
   */
  public Run untag(String name) {
    database.update("DELETE FROM tag WHERE run = ? AND name = ?", id, name);
    return this;
  }

  /**
   * Says what was made of it, instead of what was said before.
   *
   * @return this
   */
  public Run verdict(String text) {
    database.update("UPDATE run SET verdict = ? WHERE id = ?", required("verdict", text), id);
    return this;
  }

  static String required(String what, String text) {
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException("the " + what + " is blank, must say something");
    }
    return text;
  }

  private <T> T row(String columns, Database.Row<T> row) {
    List<T> rows = database.query("SELECT " + columns + " FROM run WHERE id = ?", row, id);
    if (rows.isEmpty()) {
      throw new JournalException("run %d is no longer in %s".formatted(id, database));
    }
    return rows.get(0);
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    return Instant.ofEpochMilli(row.getLong(column));
  }

  /** Returns its number, name and state; after the journal was closed its number alone. */
  @Override
  public String toString() {
    try {
      return "run " + id + ", " + name() + ", " + state().name().toLowerCase(Locale.ROOT);
    } catch (JournalException e) {
      return "run " + id + " of " + database;
    }
  }
}
