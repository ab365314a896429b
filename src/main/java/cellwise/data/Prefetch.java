package cellwise.data;

import cellwise.threads.ProcessThreads;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Fills batches ahead of the one that is asked for, on threads of its own. */
final class Prefetch {
  private static final int AHEAD = 2;

  private final Filling filling;
  private final long batches;
  private final Deque<BatchBuffer> free = new ArrayDeque<>();
  private final Deque<Future<BatchBuffer>> ahead = new ArrayDeque<>();
  private ExecutorService fillers = pool(1);
  private int depth = AHEAD;

  /** What a batch is filled with. */
  @FunctionalInterface
  interface Filling {
    /**
     * Fills a buffer.
     *
     * @param batch counted from 0
     * @return the buffer
     */
    BatchBuffer fill(BatchBuffer buffer, long batch);
  }

  /**
   * Begins with nothing filled.
   *
   * @param batches how many there are in all
   */
  Prefetch(Filling filling, long batches) {
    this.filling = filling;
    this.batches = batches;
  }

  /** Sets how many threads fill. */
  void by(int threads) {
    forget();
    fillers.shutdownNow();
    fillers = pool(threads);
    depth = AHEAD + threads - 1;
  }

  /**
   * Waits for a batch: the one after that which was released last, or any after {@link #forget}.
   *
   * @throws ExecutionException if it cannot be filled
   */
  BatchBuffer await(long batch) throws InterruptedException, ExecutionException {
    fillFrom(batch);
    return ahead.getFirst().get();
  }

  /** Takes back the buffer of a batch, and fills those after it. */
  void release(BatchBuffer buffer, long batch) {
    ahead.removeFirst();
    free.add(buffer);
    fillFrom(batch + 1);
  }

  private void fillFrom(long batch) {
    for (long next = batch + ahead.size(); ahead.size() < depth && next < batches; next++) {
      BatchBuffer buffer = free.isEmpty() ? new BatchBuffer() : free.removeFirst();
      long each = next;
      ahead.add(fillers.submit(() -> filling.fill(buffer, each)));
    }
  }

  /** Forgets what was filled, since another batch will be asked for. */
  void forget() {
    ahead.forEach(each -> each.cancel(true));
    ahead.clear();
  }

  boolean isClosed() {
    return fillers.isShutdown();
  }

  /** Ends the threads. */
  void close() {
    fillers.shutdownNow();
    ahead.clear();
    free.clear();
  }

  private static ExecutorService pool(int threads) {
    return ProcessThreads.pool(threads, "cellwise-fills-batches");
  }
}
