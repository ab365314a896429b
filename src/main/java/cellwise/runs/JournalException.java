package cellwise.runs;

/**
 * The journal cannot be read or written; the message names the file, what is wrong, and the cure.
 */
public class JournalException extends RuntimeException {
  private static final long serialVersionUID = 1;

  JournalException(String message) {
    super(message);
  }

  JournalException(String message, Throwable cause) {
    super(message, cause);
  }
}
