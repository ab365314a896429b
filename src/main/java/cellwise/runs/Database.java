package cellwise.runs;

import cellwise.engine.UnpackedLibraries;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteConfig;

/**
 * One connection to a SQLite file. Values are always parameters, never part of the SQL. Waits up to
 * 5 s for another process that writes; readers never wait.
 */
final class Database implements AutoCloseable {
  private static final int WAIT_MILLIS = 5_000;

  static {
    UnpackedLibraries.besideTheEngine();
  }

  private final Path file;
  private final Connection connection;

  /** Makes a value of a row. */
  @FunctionalInterface
  interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  private Database(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /**
   * Opens a file, or makes it.
   *
   * @throws JournalException if that cannot be
   */
  static Database open(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL); // which the file keeps
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    config.enforceForeignKeys(true);
    config.setBusyTimeout(WAIT_MILLIS);
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    return open(file, config);
  }

  /**
   * Opens a file that is there, and changes nothing in it.
   *
   * @throws JournalException if that cannot be
   */
  static Database openToRead(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(WAIT_MILLIS);
    return open(file, config);
  }

  private static Database open(Path file, SQLiteConfig config) {
    try {
      return new Database(file, config.createConnection("jdbc:sqlite:" + file.toAbsolutePath()));
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  /** Does all of something or nothing. */
  synchronized void transaction(Runnable work) {
    try {
      connection.setAutoCommit(false);
      try {
        work.run();
        connection.commit();
      } catch (SQLException | RuntimeException | Error e) {
        undo(e);
        throw e;
      }
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  /** SQLite may have undone it already, as on a full disk: what failed first is what is told. */
  private void undo(Throwable failure) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
    try {
      connection.setAutoCommit(true);
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  /** Runs a statement, and returns the key of the row that it added, if it did. */
  synchronized long update(String sql, Object... values) {
    try (PreparedStatement statement = prepared(sql, values)) {
      statement.execute();
      try (ResultSet keys = statement.getGeneratedKeys()) {
        return keys.next() ? keys.getLong(1) : 0;
      }
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  /** Runs a statement for many rows. */
  synchronized void updateAll(String sql, List<Object[]> rows) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (Object[] row : rows) {
        set(statement, row);
        statement.addBatch();
      }
      statement.executeBatch();
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  /** Returns what a question finds, in its order. */
  synchronized <T> List<T> query(String sql, Row<T> row, Object... values) {
    try (PreparedStatement statement = prepared(sql, values);
        ResultSet found = statement.executeQuery()) {
      List<T> rows = new ArrayList<>();
      while (found.next()) {
        rows.add(row.of(found));
      }
      return rows;
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  /** Returns the one number that a question finds. */
  Number number(String sql, Object... values) {
    return query(sql, row -> row.getLong(1), values).get(0);
  }

  private PreparedStatement prepared(String sql, Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      set(statement, values);
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  private static void set(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof String text) {
        requireWhole(text);
      }
      statement.setObject(i + 1, values[i]);
    }
  }

  /** Half of a pair cannot be stored: SQLite would keep a question mark in its place. */
  private static void requireWhole(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(
          "the text \"%s\" has half of a surrogate pair, must be whole characters: it was cut or read wrongly"
              .formatted(text.length() > 80 ? text.substring(0, 80) + "…" : text));
    }
  }

  private static JournalException failure(Path file, SQLException e) {
    String message = e.getMessage();
    String cure = ": ";
    if (e.getCause() instanceof NativeLibraryNotFoundException) {
      cure =
          ": SQLite's library cannot be loaded from %s: let DJL_CACHE_DIR name a folder that may be written and whose files may be run: "
              .formatted(
                  System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir")));
    } else if (message.contains("SQLITE_NOTADB")) {
      cure = " is no journal: give it a file of its own: ";
    } else if (message.contains("SQLITE_CORRUPT")) {
      cure = " is broken: take a copy from before, or what sqlite3's .recover finds in it: ";
    } else if (message.contains("closed")) {
      cure = " was closed: open the journal again: ";
    } else if (message.contains("READONLY") || message.contains("CANTOPEN")) {
      cure = " cannot be written: give a place where you may write: ";
    } else if (message.contains("SQLITE_BUSY")) {
      cure = " has been locked by another process for 5 s: try again: ";
    } else if (message.contains("SQLITE_FULL")) {
      cure = " has no room left on its disk: ";
    }
    return new JournalException(file + cure + message, e);
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failure(file, e);
    }
  }

  /** Returns the file. */
  @Override
  public String toString() {
    return file.toString();
  }
}
