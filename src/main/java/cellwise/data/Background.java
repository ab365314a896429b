package cellwise.data;

/**
 * Threads that work beside a notebook's cells.
 *
 * <p>They belong to the topmost group of threads, and not to the group of the cell that happens to
 * start them: Java kernels stop a cell by stopping its whole group, in the middle of whatever its
 * threads do.
 */
public final class Background {
  private Background() {}

  /**
   * Returns a thread, not yet started, that does not keep the process alive.
   *
   * @param work what it does
   * @param name for those who look at the process's threads
   */
  public static Thread thread(Runnable work, String name) {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    Thread thread = new Thread(group, work, name);
    thread.setDaemon(true);
    return thread;
  }
}
