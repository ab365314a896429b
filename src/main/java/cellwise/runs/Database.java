package cellwise.runs;

import cellwise.engine.UnpackedLibraries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Types;
import java.time.Instant;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.sqlite.SQLiteConfig;

/**
 * A SQLite file, with one connection that writes and one that reads. Who writes waits up to 5 s for
 * another process that does; who reads never waits, and sees a single moment.
 */
final class Database implements AutoCloseable {
  private static final int WAIT_MILLIS = 5_000;

  static {
    UnpackedLibraries.besideTheEngine();
  }

  private final Path file;
  private final Handle writer;
  private final Handle reader;

  private Database(Path file, Handle writer, Handle reader) {
    this.file = file;
    this.writer = writer;
    this.reader = reader;
  }

  /**
   * Opens a journal's file, or makes it.
   *
   * @throws JournalException if that cannot be, or it is another program's
   */
  static Database open(Path file) throws IOException {
    requireOurs(file);
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL); // which the file keeps
    config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
    config.enforceForeignKeys(true);
    Handle writer = open(file, config);
    try {
      JournalException.telling(file, () -> Schema.migrate(file, writer));
      return new Database(file, writer, openToRead(file));
    } catch (RuntimeException | Error e) {
      writer.close();
      throw e;
    }
  }

  /**
   * To open another program's file for writing would change it already. Only SQLite itself may read
   * it: a process that opens and closes the file by other means loses SQLite's locks on it.
   */
  private static void requireOurs(Path file) throws IOException {
    if (Files.isRegularFile(file) && Files.size(file) > 0) {
      try (Handle reader = openToRead(file)) {
        JournalException.telling(file, () -> Schema.version(file, reader));
      }
    }
  }

  private static Handle openToRead(Path file) {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    return open(file, config);
  }

  private static Handle open(Path file, SQLiteConfig config) {
    config.setBusyTimeout(WAIT_MILLIS);
    Jdbi jdbi = Jdbi.create(() -> config.createConnection("jdbc:sqlite:" + file.toAbsolutePath()));
    jdbi.getConfig(SqlStatements.class).setTemplateEngine(TemplateEngine.NOP);
    jdbi.registerArgument(new WholeText());
    jdbi.registerColumnMapper(
        Instant.class, (row, column, context) -> Instant.ofEpochMilli(row.getLong(column)));
    return JournalException.telling(file, jdbi::open);
  }

  /** Half of a pair cannot be stored: SQLite would keep a question mark in its place. */
  private static final class WholeText extends AbstractArgumentFactory<String> {
    WholeText() {
      super(Types.VARCHAR);
    }

    @Override
    protected Argument build(String text, ConfigRegistry config) {
      if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
        throw new IllegalArgumentException(
            "the text \"%s\" has half of a surrogate pair, must be whole characters: it was cut or read wrongly"
                .formatted(text.length() > 80 ? text.substring(0, 80) + "…" : text));
      }
      return (position, statement, context) -> statement.setString(position, text);
    }
  }

  /** Does all of something or nothing. */
  <T> T write(Function<Transaction, T> work) {
    return transaction(writer, "BEGIN IMMEDIATE", work);
  }

  /** Reads what was so at one moment. */
  <T> T read(Function<Transaction, T> work) {
    return transaction(reader, "BEGIN", work);
  }

  private <T> T transaction(Handle handle, String begin, Function<Transaction, T> work) {
    synchronized (handle) {
      if (handle.isClosed()) {
        throw new JournalException(file + " was closed: open the journal again");
      }
      return JournalException.telling(file, () -> transaction(file, handle, begin, work));
    }
  }

  /** Not by JDBC, whose driver takes what could not begin for begun. */
  static <T> T transaction(Path file, Handle handle, String begin, Function<Transaction, T> work) {
    handle.execute(begin);
    try {
      T result = work.apply(new Transaction(file, handle));
      handle.execute("COMMIT");
      return result;
    } catch (RuntimeException | Error e) {
      try {
        handle.execute("ROLLBACK");
      } catch (JdbiException undone) { // by SQLite already, as on a full disk
        e.addSuppressed(undone);
      }
      throw e;
    }
  }

  /** Waits for what is being written or read. */
  @Override
  public void close() {
    synchronized (writer) {
      synchronized (reader) {
        JournalException.telling(
            file,
            () -> {
              reader.close();
              writer.close();
              return null;
            });
      }
    }
  }

  /** Returns the file. */
  @Override
  public String toString() {
    return file.toString();
  }
}
