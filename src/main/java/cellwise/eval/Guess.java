package cellwise.eval;

import java.util.Locale;

/**
 * A class that a picture may show.
 *
 * @param name of the class
 * @param share how probable the network holds it, 0 to 1
 */
public record Guess(String name, float share) {
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s %.1f %%", name, 100 * share);
  }
}
