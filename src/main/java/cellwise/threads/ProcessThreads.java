package cellwise.threads;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads that work beside a notebook's cells.
 *
 * <p>They belong to the topmost group of threads, and not to the group of the cell that happens to
 * start them: Java kernels stop a cell by stopping its whole group, in the middle of whatever its
 * threads do.
 */
public final class ProcessThreads {
  private static final long IDLE_MINUTES = 5;

  private ProcessThreads() {}

  /**
   * Returns a thread, not yet started, that does not keep the process alive.
   *
   * @param work what it does
   * @param name for those who look at the process's threads
   */
  public static Thread thread(Runnable work, String name) {
    return thread(work, name, true);
  }

  /**
   * Returns threads that work for whoever asks, and end when nobody did for five minutes: one that
   * nobody shuts down costs nothing in the end.
   *
   * @param threads how many at most
   * @param name for those who look at the process's threads
   */
  public static ExecutorService pool(int threads, String name) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_MINUTES,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(),
            work -> thread(work, name, false));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * Returns one thread that works for whoever asks, one after the other, and stays.
   *
   * @param name for those who look at the process's threads
   */
  public static ExecutorService worker(String name) {
    return Executors.newSingleThreadExecutor(work -> thread(work, name, false));
  }

  /** A kernel tells by inherited values which cell a thread belongs to; a pool's belong to none. */
  private static Thread thread(Runnable work, String name, boolean isOfCaller) {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    Thread thread = new Thread(group, work, name, 0, isOfCaller);
    thread.setDaemon(true);
    return thread;
  }
}
