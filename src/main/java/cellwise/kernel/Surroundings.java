package cellwise.kernel;

/** What the thread of the cells must respect: whose output is whose, and when output is at rest. */
interface Surroundings {
  /** There is nothing to respect, as where cells run without a client. */
  Surroundings NONE =
      new Surroundings() {
        @Override
        public Runnable handOver() {
          return () -> {};
        }

        @Override
        public void whileAtRest(Runnable action) {
          action.run();
        }
      };

  /**
   * Called by the thread that has something to run; what it returns is run before, by the thread
   * that runs it.
   */
  Runnable handOver();

  /** Runs the action while no thread is in the midst of giving text to the client. */
  void whileAtRest(Runnable action);
}
