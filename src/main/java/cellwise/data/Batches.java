package cellwise.data;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import cellwise.engine.Devices;
import cellwise.engine.StartedEngine;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;

/**
 * Batches, one after the other, filled ahead by background threads while the last one is computed
 * with.
 *
 * <p>What batch n holds depends on the pictures, the distortion, the batch size and the seed, not
 * on the number of threads nor on what was read before; so {@link #position()} is all that must be
 * kept to go on later from the same place. That is so for any number of shards too: position, batch
 * size and fingerprint are those of the batches which all shards are together.
 */
public final class Batches implements Iterator<Batch>, AutoCloseable {
  private final Order order;
  private final Split split;
  private final Distortion distortion;
  private final long seed;
  private final Shard shard;
  private final Prefetch prefetch;
  private NDManager manager;
  private Device device;
  private long position;
  private String fingerprint;

  Batches(Order order, Split split, Distortion distortion, long seed, Shard shard) {
    this.order = order;
    this.split = split;
    this.distortion = distortion;
    this.seed = seed;
    this.shard = shard;
    prefetch = new Prefetch((buffer, batch) -> fill(buffer, batch, shard), batches());
  }

  private BatchBuffer fill(BatchBuffer buffer, long batch, Shard of) {
    long first = batch * order.batchSize();
    int size = (int) Math.min(order.batchSize(), order.places() - first);
    return buffer.fill(
        split, of.places(first, size).mapToObj(order::at).toList(), distortion, seed);
  }

  /** Returns the number of batches in all, the last one smaller included. */
  private long batches() {
    return (order.places() - 1) / order.batchSize() + 1;
  }

  /**
   * Sets how many threads fill batches; it is one if nobody says. More make the stream faster where
   * there are processors to spare, and change nothing in what it gives.
   *
   * @return this
   */
  public synchronized Batches filledBy(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads is " + threads + ", must be positive");
    }
    checkOpen();
    prefetch.by(threads);
    return this;
  }

  /**
   * Sets where batches are made from now on; it is {@link Devices#usual} if nobody says. What they
   * hold is the same everywhere.
   *
   * @param on where the network is that takes them: {@code net.device()}
   * @return this
   * @throws IllegalArgumentException if it is a GPU that there is not
   */
  public synchronized Batches on(Device on) {
    checkOpen();
    device = Devices.require(on);
    return this;
  }

  /** Returns whether {@link #next} has another batch; always true for a stream. */
  @Override
  public synchronized boolean hasNext() {
    return position < batches();
  }

  /**
   * Returns the next batch, which the caller closes. Waits for it if it is not filled yet.
   *
   * @throws NoSuchElementException after the last one
   * @throws IllegalStateException if this is closed, the batch cannot be made, or the thread was
   *     interrupted while it waited: the position is then unchanged
   */
  @Override
  public synchronized Batch next() {
    if (!hasNext()) {
      throw new NoSuchElementException(
          "all " + split + " were given, in batch 0 to " + (position - 1));
    }
    checkOpen();
    BatchBuffer filled = filled();
    Batch batch = filled.copyTo(manager(), device);
    prefetch.release(filled, position);
    position++;
    return batch;
  }

  /** Returns the number of batches given so far, which is the number of the next one. */
  public synchronized long position() {
    return position;
  }

  /**
   * Goes to a batch, so that {@link #next} gives that one.
   *
   * @param batch counted from 0, as {@link #position()} counts
   * @throws IllegalArgumentException if it is negative or beyond the end, which may be gone to
   *     itself
   */
  public synchronized void moveTo(long batch) {
    long end = batches();
    if (batch < 0 || batch > end) {
      throw new IllegalArgumentException("batch is %d, must be 0 to %d".formatted(batch, end));
    }
    prefetch.forget();
    position = batch;
  }

  /** Returns the pictures of a full batch, those of all shards together. */
  public int batchSize() {
    return order.batchSize();
  }

  /** Returns what decides every order and every distortion. */
  public long seed() {
    return seed;
  }

  /** Returns which pictures of each batch are given; all unless {@link Split#stream} was told. */
  public Shard shard() {
    return shard;
  }

  /**
   * Returns the CRC-32C of batch 0, 8 hexadecimal digits: another distortion gives another one, as
   * another seed does. Each shard has that of the whole batch.
   */
  public synchronized String fingerprint() {
    if (fingerprint == null) {
      fingerprint = fill(new BatchBuffer(), 0, Shard.WHOLE).fingerprint();
    }
    return fingerprint;
  }

  /** Returns where the pictures come from. */
  public Split split() {
    return split;
  }

  /** Ends the background threads and closes every batch that is still open. */
  @Override
  public synchronized void close() {
    prefetch.close();
    if (manager != null) {
      manager.close();
    }
  }

  /** Returns where the pictures come from, and which of them, unless it is all. */
  @Override
  public String toString() {
    return shard.equals(Shard.WHOLE) ? split.toString() : split + ", " + shard;
  }

  private NDManager manager() {
    if (device == null) {
      device = Devices.usual();
    }
    if (manager == null) {
      manager = StartedEngine.newScope(device);
      manager.setName("batches of " + split.name());
    }
    return manager;
  }

  private BatchBuffer filled() {
    try {
      return prefetch.await(position);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for batch " + position, e);
    } catch (ExecutionException e) {
      prefetch.forget();
      Throwable cause = e.getCause();
      String why = cause.getMessage() == null ? cause.toString() : cause.getMessage();
      throw new IllegalStateException(
          "batch %d of %s cannot be made: %s".formatted(position, split, why), cause);
    }
  }

  private void checkOpen() {
    if (prefetch.isClosed()) {
      throw new IllegalStateException("the batches of " + split + " are closed: open a new stream");
    }
  }
}
