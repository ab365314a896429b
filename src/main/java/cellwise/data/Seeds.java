package cellwise.data;

import java.util.Random;

/**
 * Independent streams of random numbers from one seed.
 *
 * <p>{@link Random} is used because its documentation fixes its numbers for every Java release. It
 * starts alike from neighbouring seeds, so seeds are mixed first, with SplitMix64's finalizer
 * (Steele, Lea and Flood, 2014).
 */
public final class Seeds {
  private Seeds() {}

  /** Returns the stream of a seed and a path below it, such as pass 2, picture 17. */
  public static Random random(long seed, long... path) {
    long state = mix(seed);
    for (long step : path) {
      state = mix(state ^ mix(step + 0x9e3779b97f4a7c15L));
    }
    return new Random(state);
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
