package cellwise.loss;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the numbers, arrays and pictures of a step are recorded under, beside the terms of its loss:
 * the tutorial's tags. No term can be called like one of them.
 */
public final class Tags {
  /** The rate of the step's update. */
  public static final String LEARNING_RATE = "learning_rate";

  /** The speed of the steps until this one. */
  public static final String EXAMPLES_PER_SECOND = "examples_per_second";

  /** Behind the name of a term: as it was, where the name alone is for its average. */
  public static final String RAW = " (raw)";

  /** The batch's pictures, of which each has a number behind that. */
  public static final String IMAGES = "images";

  /** Behind a layer's name: what it gives. */
  public static final String ACTIVATIONS = "/activations";

  /** Behind a layer's name: the share of zeros in what it gives. */
  public static final String SPARSITY = "/sparsity";

  /** Behind a variable's name: its gradient. */
  public static final String GRADIENTS = "/gradients";

  private static final String TOWER = "tower_";
  private static final Pattern OF_A_TOWER = Pattern.compile(TOWER + "[0-9]+/.*");

  private Tags() {}

  /**
   * Returns what something is recorded under that one of several towers computed, such as {@code
   * tower_0/cross_entropy}.
   *
   * @param tower counted from 0
   * @param name what it is called where there is one
   */
  public static String ofTower(int tower, String name) {
    return TOWER + tower + "/" + name;
  }

  static boolean contain(String name) {
    return Set.of(Losses.TOTAL, LEARNING_RATE, EXAMPLES_PER_SECOND).contains(name)
        || name.startsWith(IMAGES + "/")
        || OF_A_TOWER.matcher(name).matches()
        || Stream.of(RAW, ACTIVATIONS, SPARSITY, GRADIENTS).anyMatch(name::endsWith);
  }
}
