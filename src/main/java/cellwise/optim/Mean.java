package cellwise.optim;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import cellwise.engine.ArrayCopy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The mean of arrays that several replicas of a network computed, name by name. */
final class Mean {
  private Mean() {}

  /**
   * Returns the means, in a scope and on its device.
   *
   * @param what the arrays are, for the error
   * @param replicas the arrays of each, at least one; left as they are
   * @throws IllegalArgumentException if they have other names or shapes than the first
   */
  static Map<String, NDArray> of(
      String what, List<Map<String, NDArray>> replicas, NDManager manager) {
    Map<String, Shape> shapes = shapes(replicas.get(0));
    for (int i = 1; i < replicas.size(); i++) {
      if (!shapes(replicas.get(i)).equals(shapes)) {
        throw new IllegalArgumentException(
            "%s of gradients %d are %s, must be %s as of gradients 0: compute them of networks built alike, with one loss"
                .formatted(what, i, shapes(replicas.get(i)), shapes));
      }
    }
    Map<String, NDArray> means = new LinkedHashMap<>();
    for (String name : replicas.get(0).keySet()) {
      means.put(name, mean(replicas.stream().map(each -> each.get(name)).toList(), manager));
    }
    return means;
  }

  private static Map<String, Shape> shapes(Map<String, NDArray> arrays) {
    Map<String, Shape> shapes = new TreeMap<>();
    arrays.forEach((name, array) -> shapes.put(name, array.getShape()));
    return shapes;
  }

  private static NDArray mean(List<NDArray> arrays, NDManager manager) {
    NDArray mean = ArrayCopy.of(arrays.get(0), manager);
    for (NDArray other : arrays.subList(1, arrays.size())) {
      try (NDArray here = ArrayCopy.of(other, manager)) {
        mean.addi(here);
      }
    }
    return mean.divi(arrays.size());
  }
}
