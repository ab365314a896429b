package cellwise.train;

/** Training has gone wrong: a term of the loss is no number, or infinite. */
public final class DivergedException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Tells where.
   *
   * @param step counted from 0
   * @param term its name
   * @param value what it was
   */
  public DivergedException(long step, String term, float value) {
    super(
        "Model diverged with %s = %s at step %d: build the network anew and take a smaller learning rate"
            .formatted(term, value, step));
  }
}
