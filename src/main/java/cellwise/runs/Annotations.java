package cellwise.runs;

/**
 * What people think of a run: notes, tags and a verdict, written while it trains or months later.
 * Each is committed at once.
 *
 * <p>All of it throws {@link JournalException} if the run was removed.
 */
public final class Annotations {
  private final Database database;
  private final long run;

  Annotations(Database database, long run) {
    this.database = database;
    this.run = run;
  }

  /**
   * Writes a note about the whole run.
   *
   * @param text in Markdown, not blank
   * @return this
   */
  public Annotations note(String text) {
    return insert(null, text);
  }

  /**
   * Writes a note about a step.
   *
   * @param step counted from 0
   * @param text in Markdown, not blank
   * @return this
   */
  public Annotations note(long step, String text) {
    requireStep(step);
    return insert(step, text);
  }

  private Annotations insert(Long step, String text) {
    return write(
        "INSERT INTO note (run, written, step, text) VALUES (?, ?, ?, ?)",
        run,
        System.currentTimeMillis(),
        step,
        required("note", text));
  }

  /**
   * Adds a tag.
   *
   * @return this
   */
  public Annotations tag(String name) {
    return write("INSERT OR IGNORE INTO tag (run, name) VALUES (?, ?)", run, required("tag", name));
  }

  /**
   * Takes a tag away.
   *
   * @return this
   */
  public Annotations untag(String name) {
    return write("DELETE FROM tag WHERE run = ? AND name = ?", run, name);
  }

  /**
   * Says what was made of it, instead of what was said before.
   *
   * @return this
   */
  public Annotations verdict(String text) {
    return write("UPDATE run SET verdict = ? WHERE id = ?", required("verdict", text), run);
  }

  private Annotations write(String sql, Object... values) {
    database.write(
        transaction -> {
          transaction.require(run);
          return transaction.execute(sql, values);
        });
    return this;
  }

  static String required(String what, String text) {
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException("the " + what + " is blank, must say something");
    }
    return text;
  }

  static void requireStep(long step) {
    if (step < 0) {
      throw new IllegalArgumentException("step is " + step + ", must not be negative");
    }
  }
}
