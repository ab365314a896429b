package cellwise.average;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An exponential moving average of named numbers, to draw smooth curves with. Starts at 0, as the
 * tutorial's average of the losses does, so that after one value it is a tenth of it.
 */
public final class RunningMean {
  private final float decay;
  private final Map<String, Float> means = new LinkedHashMap<>();

  /**
   * Starts with nothing.
   *
   * @param decay how much is kept at each update, at least 0, below 1; 0.9 in the tutorial
   */
  public RunningMean(float decay) {
    if (!(0 <= decay && decay < 1)) {
      throw new IllegalArgumentException(
          "decay is " + decay + ", must be at least 0 and below 1: the tutorial's is 0.9");
    }
    this.decay = decay;
  }

  /**
   * Takes the next values.
   *
   * @param values by name; a name not seen before starts at 0
   * @return the means now, by name
   */
  public Map<String, Float> update(Map<String, Float> values) {
    values.forEach(
        (name, value) -> {
          float mean = means.getOrDefault(name, 0f);
          means.put(name, mean - (1 - decay) * (mean - value));
        });
    return means();
  }

  /** Returns the means now, by name. */
  public Map<String, Float> means() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(means));
  }

  /** Goes on from means that were kept. */
  public void set(Map<String, Float> kept) {
    means.clear();
    means.putAll(kept);
  }
}
