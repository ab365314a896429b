package cellwise.runs;

/**
 * One number over the steps of a run.
 *
 * @param tag its name, such as {@code total_loss}
 * @param steps ascending, counted from 0
 * @param values as many; NaN where it was no number
 */
public record Series(String tag, double[] steps, double[] values) {
  /** Returns the last value, NaN if there is none. */
  public double last() {
    return values.length == 0 ? Double.NaN : values[values.length - 1];
  }
}
