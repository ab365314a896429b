package cellwise.cli;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/**
 * Turns Ctrl-C and SIGTERM into an interrupt of a thread, and holds the process until that thread
 * is done.
 */
final class Interruption {
  private final Thread worker = Thread.currentThread();
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread atExit = new Thread(this::interrupt, "cellwise-at-exit");

  private Interruption() {}

  /** Something that ends soon after its thread is interrupted. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /** Does something on this thread that may be interrupted, but must not be cut off. */
  static <T> T during(Work<T> work) throws IOException {
    Interruption interruption = new Interruption();
    Runtime.getRuntime().addShutdownHook(interruption.atExit);
    try {
      return work.run();
    } finally {
      interruption.end();
    }
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
  private void end() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process ends already: it is this hook that waited.
    }
  }
}
