package cellwise.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The tables, and how an older file comes to have them. Documented for those who write SQL of their
 * own in {@code docs/journal.md}.
 */
final class Schema {
  /** "Cell" in ASCII, in the file's header, so that another program's file is told from ours. */
  static final int APPLICATION = 0x43656c6c;

  /** The statements that lead from each version to the next; version 0 is an empty file. */
  private static final List<List<String>> STEPS =
      List.of(
          List.of(
              """
              CREATE TABLE run (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL,
                started INTEGER NOT NULL,
                ended INTEGER,
                state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'stopped', 'failed')),
                reason TEXT,
                verdict TEXT,
                host TEXT NOT NULL,
                pid INTEGER NOT NULL,
                alive INTEGER NOT NULL)""",
              """
              CREATE TABLE setting (
                run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
                name TEXT NOT NULL,
                value TEXT NOT NULL,
                is_given INTEGER NOT NULL,
                PRIMARY KEY (run, name)) WITHOUT ROWID""",
              """
              CREATE TABLE tag (
                run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
                name TEXT NOT NULL,
                PRIMARY KEY (run, name)) WITHOUT ROWID""",
              """
              CREATE TABLE note (
                id INTEGER PRIMARY KEY,
                run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
                written INTEGER NOT NULL,
                step INTEGER,
                text TEXT NOT NULL)""",
              """
              CREATE TABLE series (
                id INTEGER PRIMARY KEY,
                run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
                tag TEXT NOT NULL,
                UNIQUE (run, tag))""",
              """
              CREATE TABLE scalar (
                series INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
                step INTEGER NOT NULL,
                value REAL,
                PRIMARY KEY (series, step)) WITHOUT ROWID""",
              """
              CREATE TABLE evaluation (
                run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
                step INTEGER NOT NULL,
                data TEXT NOT NULL,
                parameters TEXT NOT NULL,
                precision REAL NOT NULL,
                PRIMARY KEY (run, step, data, parameters)) WITHOUT ROWID""",
              """
              CREATE TABLE link (
                run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
                kind TEXT NOT NULL,
                path TEXT NOT NULL,
                PRIMARY KEY (run, kind, path)) WITHOUT ROWID""",
              "CREATE INDEX note_of_run ON note (run)",
              "PRAGMA application_id = " + APPLICATION),
          List.of(
              "ALTER TABLE run ADD COLUMN stretch INTEGER NOT NULL DEFAULT 1",
              "ALTER TABLE run ADD COLUMN worked INTEGER NOT NULL DEFAULT 0",
              "UPDATE run SET worked = max(0, coalesce(ended, alive) - started)"));

  /** The newest version that this library knows. */
  static final int VERSION = STEPS.size();

  private Schema() {}

  /**
   * Checks that a file is not another program's data base, since to open it for writing would
   * change it already. Only SQLite itself may read it: a process that opens and closes the file by
   * other means loses the locks by which SQLite holds it.
   *
   * @throws JournalException if it is
   */
  static void requireOurs(Path file) throws IOException {
    if (Files.isRegularFile(file) && Files.size(file) > 0) {
      try (Database database = Database.openToRead(file)) {
        version(database);
      }
    }
  }

  /**
   * Brings a file to the newest version, in one transaction. Writes nothing to one that has it.
   *
   * @throws JournalException if it is of another program, or of a newer library
   */
  static void migrate(Database database) {
    if (version(database) == VERSION) {
      return;
    }
    database.transaction(
        () -> {
          int version = version(database); // another process may have been faster
          if (version == VERSION) {
            return;
          }
          for (List<String> step : STEPS.subList(version, VERSION)) {
            step.forEach(database::update);
          }
          database.update("PRAGMA user_version = " + VERSION);
        });
  }

  private static int version(Database database) {
    // In this order, since another process may make the tables just now.
    long tables = database.number("SELECT count(*) FROM sqlite_schema").longValue();
    int application = database.number("PRAGMA application_id").intValue();
    int version = database.number("PRAGMA user_version").intValue();
    if (application != APPLICATION && (tables > 0 || version > 0)) {
      throw foreign(database);
    }
    if (version > VERSION) {
      throw new JournalException(
          "%s is a journal of version %d, this library knows %d: take the newer library"
              .formatted(database, version, VERSION));
    }
    return version;
  }

  private static JournalException foreign(Object file) {
    return new JournalException(
        file + " is another program's data base: give the journal a file of its own");
  }
}
