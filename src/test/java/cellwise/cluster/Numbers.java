package cellwise.cluster;

import ai.djl.ndarray.NDArray;
import java.util.LinkedHashMap;
import java.util.Map;

/** Arrays as numbers of Java's, to be compared. */
final class Numbers {
  private Numbers() {}

  static Map<String, float[]> of(Map<String, NDArray> arrays) {
    Map<String, float[]> numbers = new LinkedHashMap<>();
    arrays.forEach((name, array) -> numbers.put(name, array.toFloatArray()));
    return numbers;
  }

  /** Returns the length of a - b by that of b, of the array of which it is the largest. */
  static double difference(Map<String, float[]> a, Map<String, float[]> b) {
    return b.keySet().stream()
        .mapToDouble(name -> difference(a.get(name), b.get(name)))
        .max()
        .orElseThrow();
  }

  private static double difference(float[] a, float[] b) {
    double apart = 0;
    double length = 0;
    for (int i = 0; i < b.length; i++) {
      apart += Math.pow((double) a[i] - b[i], 2);
      length += Math.pow(b[i], 2);
    }
    return Math.sqrt(apart / length);
  }
}
