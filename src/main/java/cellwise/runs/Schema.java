package cellwise.runs;

import java.nio.file.Path;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.locator.ClasspathSqlLocator;

/**
 * The tables, and how an older file comes to have them: {@code schema-1.sql} makes them in an empty
 * file, each further script leads to the next version. Documented for those who write SQL of their
 * own in {@code docs/journal.md}.
 */
final class Schema {
  /** "Cell" in ASCII, in the file's header, so that another program's file is told from ours. */
  private static final int APPLICATION = 0x43656c6c;

  /** The newest version that this library knows: the number of the last script. */
  static final int VERSION = 2;

  private Schema() {}

  /**
   * Brings a file to the newest version, in one transaction. Writes nothing to one that has it.
   *
   * @return the version that it had
   * @throws JournalException if it is of another program, or of a newer library
   */
  static int migrate(Path file, Handle writer) {
    int found = version(file, writer);
    if (found < VERSION) {
      Database.transaction(file, writer, "BEGIN IMMEDIATE", Schema::migrate);
    }
    return found;
  }

  /** Another process may have been faster. */
  private static int migrate(Transaction transaction) {
    Handle handle = transaction.handle();
    int found = version(transaction.file(), handle);
    for (int next = found + 1; next <= VERSION; next++) {
      handle.createScript(script(next)).execute();
    }
    return found;
  }

  private static String script(int version) {
    return ClasspathSqlLocator.create()
        .getResource(Schema.class.getClassLoader(), "cellwise/runs/schema-" + version + ".sql");
  }

  /**
   * Returns a file's version, 0 if it is empty.
   *
   * @throws JournalException if it is of another program, or of a newer library
   */
  static int version(Path file, Handle handle) {
    // In this order, since another process may make the tables just now.
    int tables = number(handle, "SELECT count(*) FROM sqlite_schema");
    int application = number(handle, "PRAGMA application_id");
    int version = number(handle, "PRAGMA user_version");
    if (application != APPLICATION && (tables > 0 || version > 0)) {
      throw new JournalException(
          file + " is another program's data base: give the journal a file of its own");
    }
    if (version > VERSION) {
      throw new JournalException(
          file
              + " is a journal of version "
              + version
              + ", this library knows "
              + VERSION
              + ": take the newer library");
    }
    return version;
  }

  private static int number(Handle handle, String sql) {
    return handle.select(sql).mapTo(int.class).one();
  }
}
