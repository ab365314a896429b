package cellwise.data;

import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Which picture comes when. Pure: what a place holds depends on nothing but the seed. */
sealed interface Order {
  /** A picture's turn: in which pass over the data, and which picture; both counted from 0. */
  record Turn(long pass, int picture) {}

  /** Returns whose turn it is at a place, counted from 0 over all batches. */
  Turn at(long place);

  /** A number of places that no training comes to, and that can be counted beyond. */
  long ENDLESS = 1L << 60;

  /** Returns the number of places, {@link #ENDLESS} if there is no end. */
  long places();

  /** Returns the pictures of a full batch. */
  int batchSize();

  static Order shuffled(Split split, int batchSize, long seed) {
    if (batchSize > split.size()) {
      throw new IllegalArgumentException(
          "batchSize is %d, more than %s: pass a smaller batch".formatted(batchSize, split));
    }
    return new Shuffled(split.size(), batchSize, seed, new ConcurrentHashMap<>());
  }

  static Order once(Split split, int batchSize) {
    return new Once(split.size(), batchSize);
  }

  private static void checkBatchSize(int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize is " + batchSize + ", must be positive");
    }
  }

  /** Every picture once, as the files have them. */
  record Once(int size, int batchSize) implements Order {
    public Once {
      checkBatchSize(batchSize);
    }

    @Override
    public Turn at(long place) {
      return new Turn(0, (int) place);
    }

    @Override
    public long places() {
      return size;
    }
  }

  /** Pass after pass without end, each in an order of its own. Keeps the orders in use. */
  record Shuffled(int size, int batchSize, long seed, ConcurrentMap<Long, int[]> orders)
      implements Order {
    public Shuffled {
      checkBatchSize(batchSize);
    }

    @Override
    public Turn at(long place) {
      long pass = place / size;
      int[] order = orders.get(pass);
      if (order == null) {
        orders.keySet().removeIf(kept -> Math.abs(kept - pass) > 1);
        order = orders.computeIfAbsent(pass, this::shuffle);
      }
      return new Turn(pass, order[(int) (place % size)]);
    }

    @Override
    public long places() {
      return ENDLESS;
    }

    /** Fisher and Yates's shuffle. */
    private int[] shuffle(long pass) {
      Random random = Seeds.random(seed, pass);
      int[] order = new int[size];
      for (int i = 0; i < size; i++) {
        int j = random.nextInt(i + 1);
        order[i] = order[j];
        order[j] = i;
      }
      return order;
    }
  }
}
