package cellwise.optim;

import java.util.ArrayList;
import java.util.List;

/**
 * A learning rate that goes in straight lines from one step's to another's, and stays at the last:
 * a warm-up and a decay are two of them.
 *
 * <pre>PiecewiseLinear.from(0).to(1_000, 0.04f).to(5_000, 0)</pre>
 *
 * @param knots the ends of the lines, the first at step 0
 */
public record PiecewiseLinear(List<Knot> knots) implements LearningRate {
  /**
   * An end of a line.
   *
   * @param step counted from 0
   * @param rate what the rate is there
   */
  public record Knot(long step, float rate) {
    /** Checks the rate. */
    public Knot {
      if (!(rate >= 0 && rate < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("rate is " + rate + ", must be finite and not negative");
      }
    }
  }

  /** Checks the order of the steps, and keeps its own copy. */
  public PiecewiseLinear {
    knots = List.copyOf(knots);
    if (knots.isEmpty() || knots.get(0).step() != 0) {
      throw new IllegalArgumentException(
          "knots are " + knots + ", the first must be at step 0: begin with from(rate)");
    }
    for (int i = 1; i < knots.size(); i++) {
      long before = knots.get(i - 1).step();
      if (knots.get(i).step() <= before) {
        throw new IllegalArgumentException(
            "step is %d, must be after %d, where the line begins"
                .formatted(knots.get(i).step(), before));
      }
    }
  }

  /** Returns a rate that stays at its first. */
  public static PiecewiseLinear from(float rate) {
    return new PiecewiseLinear(List.of(new Knot(0, rate)));
  }

  /**
   * Returns a rate that rises from a tenth of its peak to the peak in the first fifth of the steps,
   * and falls in the others along a line that reaches 0 just after the last.
   *
   * <p>Source: Smith and Topin, "Super-Convergence", 2017.
   *
   * @param peak positive
   * @param steps how many there will be in all, positive
   */
  public static PiecewiseLinear oneCycle(float peak, long steps) {
    if (!(peak > 0) || steps < 1) {
      throw new IllegalArgumentException(
          "peak is " + peak + " and steps is " + steps + ", both must be positive");
    }
    return from(peak / 10).to(Math.max(1, steps / 5), peak).to(steps + 1, 0);
  }

  /**
   * Returns this with one more line.
   *
   * @param step where it ends, after the end of the line before
   * @param rate the rate there, finite and not negative
   */
  public PiecewiseLinear to(long step, float rate) {
    List<Knot> more = new ArrayList<>(knots);
    more.add(new Knot(step, rate));
    return new PiecewiseLinear(more);
  }

  @Override
  public float at(long step) {
    Knot from = knots.get(0);
    for (Knot to : knots) {
      if (step < to.step()) {
        double share = (double) (step - from.step()) / (to.step() - from.step());
        return (float) (from.rate() + share * (to.rate() - from.rate()));
      }
      from = to;
    }
    return from.rate();
  }
}
