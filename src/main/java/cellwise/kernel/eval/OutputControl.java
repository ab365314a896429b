package cellwise.kernel.eval;

/**
 * What the thread of the cells needs of their output: whose it is, and when it is at rest. Without
 * a client there is nothing to do.
 */
public interface OutputControl {
  /** Where cells run without a client. */
  OutputControl NONE = new OutputControl() {};

  /**
   * Called by the thread that has something to run; what it returns is run before, by the thread
   * that runs it.
   */
  default Runnable handOver() {
    return () -> {};
  }

  /** Runs the action while no thread is in the midst of giving text to the client. */
  default void whileAtRest(Runnable action) {
    action.run();
  }

  /** Gives to the client what a stopped thread has left half printed. */
  default void settle() {}

  /** Lets no thread wait for the client until the next cell, since this one is to end. */
  default void hurry() {}
}
