package cellwise.kernel.eval;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * The thread that all statements of all cells run in, one after the other, so that what belongs to
 * a thread, such as its locks and {@link ThreadLocal}s, outlives a statement.
 */
final class CellThread extends Thread {
  private final Semaphore handedOver = new Semaphore(0);
  private final Queue<Invocation> waiting = new ConcurrentLinkedQueue<>();

  /**
   * A thread not yet started.
   *
   * @param loader its context class loader, until a cell sets another
   */
  CellThread(ClassLoader loader) {
    super("cells");
    setContextClassLoader(loader);
    setDaemon(true);
  }

  /** Runs it after those handed over before. */
  void handOver(Invocation invocation) {
    waiting.add(invocation);
    handedOver.release();
  }

  /** Ends the thread once it has nothing to run. */
  void end() {
    handedOver.release();
  }

  @Override
  public void run() {
    // Uninterruptibly: a flag that a statement leaves set is for the next one to see.
    handedOver.acquireUninterruptibly();
    for (Invocation next = waiting.poll(); next != null; next = waiting.poll()) {
      next.run();
      handedOver.acquireUninterruptibly();
    }
  }
}
