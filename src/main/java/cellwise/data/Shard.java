package cellwise.data;

/**
 * One of several equal shares of a stream, for one of several processes: the pictures at the places
 * {@code rank}, {@code rank + count}, {@code rank + 2 · count} and so on of the same order. The
 * shards of one seed have no place in common, and together they are the whole; TensorFlow's {@code
 * Dataset.shard}.
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

  @Override
  public String toString() {
    return "shard %d of %d".formatted(rank, count);
  }
}
