package cellwise.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Turns Ctrl-C and SIGTERM into an interrupt of the thread that made this, and holds the process
 * until that thread is done.
 */
final class Interruption {
  private final Thread worker = Thread.currentThread();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread atExit = new Thread(this::interrupt, "cellwise-at-exit");

  Interruption() {
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  private void interrupt() {
    worker.interrupt();
    try {
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The thread is done: the process may end. */
  void end() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process ends already: it is this hook that waited.
    }
  }
}
