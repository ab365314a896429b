package cellwise.optim;

/**
 * How far a step goes, as a function of the step alone: so a run that resumes at a step has its
 * rate there.
 *
 * <p>DJL's trackers count updates from 1: {@code step -> tracker.getNewValue((int) step + 1)}.
 */
@FunctionalInterface
public interface LearningRate {
  /**
   * Returns the rate of a step.
   *
   * @param step counted from 0, as {@code global_step}
   */
  float at(long step);
}
