package cellwise.summary;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/**
 * How many numbers of an array lie where, in TensorFlow's buckets.
 *
 * @param tag its name, such as {@code conv1/weights}
 * @param min the least number; the greatest double if there is none
 * @param max the greatest number; the least double if there is none
 * @param num how many numbers
 * @param sum their sum
 * @param sumSquares the sum of their squares
 * @param buckets ascending; neighbours without numbers are one bucket
 */
public record Histogram(
    String tag,
    double min,
    double max,
    long num,
    double sum,
    double sumSquares,
    List<Bucket> buckets)
    implements Summary {
  /**
   * Some numbers.
   *
   * @param limit what they are below of; the bucket before ends where this one begins
   * @param count how many, at least 0
   */
  public record Bucket(double limit, long count) {}

  /** Keeps its own list. */
  public Histogram {
    buckets = List.copyOf(buckets);
  }

  /**
   * Counts the numbers of an array, whatever its shape.
   *
   * @param array of 32-bit floats; waits until it is computed
   * @throws IllegalArgumentException if a number is NaN or infinite, as in TensorFlow
   */
  public static Histogram of(String tag, NDArray array) {
    return of(tag, array.toFloatArray());
  }

  /**
   * Counts numbers.
   *
   * @throws IllegalArgumentException if one is NaN or infinite, as in TensorFlow
   */
  public static Histogram of(String tag, float[] values) {
    long[] counts = new long[Buckets.LIMITS.length];
    double min = Double.MAX_VALUE;
    double max = -Double.MAX_VALUE;
    double sum = 0;
    double sumSquares = 0;
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "%s has %s, must have finite numbers: the model has diverged".formatted(tag, value));
      }
      counts[Buckets.of(value)]++;
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value;
      sumSquares += (double) value * value;
    }
    return new Histogram(tag, min, max, values.length, sum, sumSquares, joined(counts));
  }

  /**
   * Returns about how many numbers lie in each of some bins of one width, from the least number to
   * the greatest, as TensorBoard draws them: within a bucket they are taken to lie evenly.
   *
   * @param count of bins, positive
   */
  public double[] bins(int count) {
    double[] bins = new double[count];
    double width = (max - min) / count;
    double from = -Double.MAX_VALUE;
    for (Bucket bucket : buckets) {
      double left = Math.max(from, min);
      double right = Math.min(bucket.limit(), max);
      for (int i = 0; i < count && bucket.count() > 0; i++) {
        bins[i] += bucket.count() * share(left, right, min + i * width, width, i == count - 1);
      }
      from = bucket.limit();
    }
    return bins;
  }

  /**
   * The share of a bucket that lies in a bin; where the bucket has no width, it is at one place.
   */
  private static double share(double left, double right, double bin, double width, boolean isLast) {
    if (right > left) {
      double within = Math.min(right, bin + width) - Math.max(left, bin);
      return Math.max(0, within) / (right - left);
    }
    return left >= bin && (left < bin + width || isLast) ? 1 : 0;
  }

  private static List<Bucket> joined(long[] counts) {
    List<Bucket> buckets = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      boolean isRunOfEmpty = counts[i] == 0 && i + 1 < counts.length && counts[i + 1] == 0;
      if (!isRunOfEmpty) {
        buckets.add(new Bucket(Buckets.LIMITS[i], counts[i]));
      }
    }
    return buckets;
  }
}
