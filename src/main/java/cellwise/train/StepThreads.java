package cellwise.train;

import cellwise.threads.ProcessThreads;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;

/**
 * The threads that make the steps of all sessions, one for each run that is under way.
 *
 * <p>An engine may keep tens of megabytes for each thread that ever called it, also when the thread
 * has ended. So they never end, and a run gets one that is idle, whichever session had it before.
 */
final class StepThreads {
  private static final Deque<ExecutorService> IDLE = new ConcurrentLinkedDeque<>();

  private StepThreads() {}

  /**
   * Does something on such a thread; returns at once.
   *
   * @param ended counted down when it is done and the next run can have the thread
   */
  static void run(Runnable work, CountDownLatch ended) {
    ExecutorService idle = IDLE.pollFirst();
    ExecutorService thread = idle == null ? ProcessThreads.worker("cellwise-session") : idle;
    ClassLoader ofCaller = Thread.currentThread().getContextClassLoader();
    thread.execute(
        () -> {
          Thread.currentThread().setContextClassLoader(ofCaller);
          try {
            work.run();
          } finally {
            IDLE.addFirst(thread);
            ended.countDown();
          }
        });
  }
}
