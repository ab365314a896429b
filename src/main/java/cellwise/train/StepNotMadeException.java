package cellwise.train;

import java.nio.file.Path;

/**
 * A step cannot be made, for a reason that has nothing to do with the training, and has changed
 * nothing: variables, statistics and the position in the batches are as they were before it. So a
 * session that is kept saves that state before it fails, and can be gone on from there.
 */
public class StepNotMadeException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Tells why.
   *
   * @param cause may be null
   */
  public StepNotMadeException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Returns one that also says what there is to go on from. */
  StepNotMadeException keptIn(Path folder, long step) {
    return new StepNotMadeException(
        "%s; all is kept in %s after %,d steps: the same again goes on from there"
            .formatted(getMessage(), folder, step),
        this);
  }
}
