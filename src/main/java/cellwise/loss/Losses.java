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

  private static final String INVISIBLE = "[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]";

  /** Keeps its own copy of the terms, none of which may be called {@link #TOTAL}. */
  public Losses {
    terms.keySet().forEach(Losses::requireName);
    terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
  }

  /**
   * Refuses what is no name for a term: one that is empty or has a line break or another control
   * character, and one that something else of a step is recorded under, {@link #TOTAL} or one of
   * {@link Tags}.
   *
   * @return the name
   */
  public static String requireName(String name) {
    if (name.isBlank()
        || !name.equals(name.strip())
        || !name.equals(name.replaceAll(INVISIBLE, ""))) {
      throw new IllegalArgumentException(
          "term is called \"%s\", must have a name on one line, without spaces around it"
              .formatted(name.replaceAll(INVISIBLE, "?")));
    }
    if (Tags.contain(name)) {
      throw new IllegalArgumentException(
          "term is called %s, under which something else of a step is recorded: call it otherwise"
              .formatted(name));
    }
    return name;
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
