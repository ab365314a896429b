package cellwise.cluster;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What all workers must have alike, compared before the first step. */
final class Agreement {
  private static final String WORKER = "worker";
  private static final int LONGEST = 120;

  private Agreement() {}

  /**
   * Compares what this worker has with what the others have; all call this.
   *
   * @param values by name, such as {@code data}, {@code seed}
   * @throws IllegalStateException if one has others than worker 0; the same message on all
   * @throws PeerLostException if one is lost
   */
  static void require(Node node, Map<String, String> values) {
    Map<String, String> own = new LinkedHashMap<>();
    own.put(WORKER, node.name());
    own.putAll(values);
    List<Map<String, String>> all =
        node.allGather().of(new Gson().toJson(own).getBytes(StandardCharsets.UTF_8)).stream()
            .map(Agreement::read)
            .toList();
    List<String> differences = differences(all);
    if (!differences.isEmpty()) {
      throw new IllegalStateException(
          "the workers would not train the same: " + String.join("; ", differences));
    }
  }

  private static Map<String, String> read(byte[] json) {
    return new Gson()
        .fromJson(
            new String(json, StandardCharsets.UTF_8),
            new TypeToken<LinkedHashMap<String, String>>() {}.getType());
  }

  /** Returns the first difference of each worker, in words. */
  static List<String> differences(List<Map<String, String>> all) {
    Map<String, String> first = all.get(0);
    List<String> differences = new ArrayList<>();
    for (Map<String, String> other : all.subList(1, all.size())) {
      Set<String> names = new LinkedHashSet<>(first.keySet());
      names.addAll(other.keySet());
      names.remove(WORKER);
      names.stream()
          .filter(name -> !Objects.equals(first.get(name), other.get(name)))
          .findFirst()
          .ifPresent(
              name ->
                  differences.add(
                      "%s is %s on %s, must be %s as on %s"
                          .formatted(
                              name,
                              shown(other.get(name)),
                              other.get(WORKER),
                              shown(first.get(name)),
                              first.get(WORKER))));
    }
    return differences;
  }

  private static String shown(String value) {
    if (value == null) {
      return "nothing";
    }
    return value.length() <= LONGEST ? value : value.substring(0, LONGEST) + "...";
  }
}
