package cellwise.summary;

import java.util.Arrays;

/**
 * TensorFlow's buckets: limits that grow by a tenth, from 1e-12 to 1e20, on both sides of 0.
 *
 * <p>Source: {@code InitDefaultBucketsInner} in TensorFlow's {@code
 * core/lib/histogram/histogram.cc}.
 */
final class Buckets {
  /** Ascending; a bucket holds what is at least the limit before and below its own. */
  static final double[] LIMITS = limits();

  /**
   * For the upper 16 bits of a float, the bucket of the least float that begins so. Floats that
   * begin alike differ by less than 1 %, so there is at most one limit between them.
   */
  private static final short[] FIRST = first();

  private Buckets() {}

  /** Returns the index of the first limit above a finite number. */
  static int of(float value) {
    int bucket = FIRST[Float.floatToRawIntBits(value) >>> 16];
    return value >= LIMITS[bucket] ? bucket + 1 : bucket;
  }

  private static double[] limits() {
    double[] positive = new double[2000];
    int count = 0;
    for (double limit = 1e-12; limit < 1e20; limit *= 1.1) {
      positive[count++] = limit;
    }
    positive[count++] = Double.MAX_VALUE;
    double[] limits = new double[2 * count + 1];
    for (int i = 0; i < count; i++) {
      limits[count + 1 + i] = positive[i];
      limits[count - 1 - i] = -positive[i];
    }
    return limits;
  }

  private static short[] first() {
    short[] first = new short[1 << 16];
    for (int high = 0; high < first.length; high++) {
      boolean isNegative = high >= 1 << 15;
      float least = Float.intBitsToFloat(isNegative ? high << 16 | 0xffff : high << 16);
      if (Float.isFinite(least)) {
        int found = Arrays.binarySearch(LIMITS, least);
        first[high] = (short) (found >= 0 ? found + 1 : -found - 1);
      }
    }
    return first;
  }
}
