package cellwise.data;

import java.util.stream.LongStream;

/**
 * One of several equal shares of each batch of a stream, for one of several processes: of a batch's
 * places in the order those at {@code rank}, {@code rank + count}, {@code rank + 2 · count} and so
 * on, as TensorFlow's {@code Dataset.shard}. The shards of a batch have no picture in common, and
 * together they are the batch, whatever their number.
 *
 * @param rank which one, counted from 0
 * @param count how many there are
 */
public record Shard(int rank, int count) {
  /** All of it. */
  public static final Shard WHOLE = new Shard(0, 1);

  /** Refuses a rank that is none of so many. */
  public Shard {
    if (count < 1 || rank < 0 || rank >= count) {
      throw new IllegalArgumentException(
          "shard is %d of %d, must be 0 to one less than the number of shards"
              .formatted(rank, count));
    }
  }

  /**
   * Refuses batches that cannot be shared equally: the mean over the shards would not be that of
   * the batch.
   *
   * @param batchSize the pictures of all shards together
   * @throws IllegalArgumentException if the count is no divisor of it
   */
  public void requireEqual(int batchSize) {
    if (batchSize % count != 0) {
      throw new IllegalArgumentException(
          "batchSize is %d for all of %d shards together, must be a multiple of %d: pass another one, or take another number of shards"
              .formatted(batchSize, count, count));
    }
  }

  /**
   * Returns which places of a batch are in this shard.
   *
   * @param first the batch's first place
   * @param size how many places the batch has
   */
  LongStream places(long first, int size) {
    return LongStream.iterate(first + rank, place -> place < first + size, place -> place + count);
  }

  @Override
  public String toString() {
    return "shard %d of %d".formatted(rank, count);
  }
}
