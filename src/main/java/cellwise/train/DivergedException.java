package cellwise.train;

import java.nio.file.Path;

/** Training has gone wrong: a term of the loss, or a variable, is no number, or infinite. */
public final class DivergedException extends IllegalStateException {
  private static final long serialVersionUID = 1;
  private static final String CURE = ": build the network anew and take a smaller learning rate";

  DivergedException(String message) {
    super(message);
  }

  /**
   * Tells where.
   *
   * @param step counted from 0
   * @param term its name
   * @param value what it was
   */
  public DivergedException(long step, String term, float value) {
    this("Model diverged with %s = %s at step %d%s".formatted(term, value, step, CURE));
  }

  /**
   * Returns the same with the last good checkpoint in its message.
   *
   * @param savedStep how many steps were made until then
   */
  DivergedException keptIn(Path folder, long savedStep) {
    DivergedException told =
        new DivergedException(
            "%s; a session kept in %s then goes on from the last good checkpoint, after %,d steps"
                .formatted(getMessage(), folder, savedStep));
    told.setStackTrace(getStackTrace());
    return told;
  }
}
