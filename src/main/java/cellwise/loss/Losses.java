package cellwise.loss;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the loss was, term by term.
 *
 * @param terms each term by its name, in the order in which they were added
 * @param total their sum, {@code total_loss}
 */
public record Losses(Map<String, Float> terms, float total) {
  /** The name of the sum, as in the tutorial. */
  public static final String TOTAL = "total_loss";

  /** Keeps its own copy of the terms. */
  public Losses {
    terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
  }

  /** Returns the terms and, after them, their sum under {@link #TOTAL}. */
  public Map<String, Float> all() {
    Map<String, Float> all = new LinkedHashMap<>(terms);
    all.put(TOTAL, total);
    return all;
  }

  @Override
  public String toString() {
    return all().entrySet().stream()
        .map(e -> String.format(Locale.ROOT, "%s = %.4f", e.getKey(), e.getValue()))
        .collect(Collectors.joining(", "));
  }
}
