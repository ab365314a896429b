package cellwise.runs;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The journal cannot be read or written; the message names the file, what is wrong, and the cure.
 */
public class JournalException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** In the result codes that SQLite calls extended, the part that is the plain one. */
  private static final int PRIMARY = 0xff;

  JournalException(String message) {
    super(message);
  }

  JournalException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Does something with a file, and says in the journal's words what SQLite could not. */
  static <T> T telling(Path file, Supplier<T> work) {
    try {
      return work.get();
    } catch (JdbiException e) {
      Throwable told = e;
      while (!(told instanceof SQLException) && told.getCause() != null) {
        told = told.getCause();
      }
      throw new JournalException(file + what(told) + ": " + told.getMessage(), e);
    }
  }

  private static String what(Throwable failure) {
    if (failure.getCause() instanceof NativeLibraryNotFoundException) {
      return ": SQLite's library cannot be loaded from "
          + System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir"))
          + ": let DJL_CACHE_DIR name a folder that may be written and whose files may be run";
    }
    int code = failure instanceof SQLiteException e ? e.getResultCode().code & PRIMARY : 0;
    return switch (SQLiteErrorCode.getErrorCode(code)) {
      case SQLITE_NOTADB -> " is no journal: give it a file of its own";
      case SQLITE_CORRUPT ->
          " is broken: take a copy from before, or what sqlite3's .recover finds in it";
      case SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM ->
          " cannot be written: give a place where you may write";
      case SQLITE_BUSY, SQLITE_LOCKED -> " has been locked by another process for 5 s: try again";
      case SQLITE_FULL -> " has no room left on its disk";
      default -> "";
    };
  }
}
