package cellwise.summary;

import java.util.List;

/** Where summaries go: an event file, a journal. */
@FunctionalInterface
public interface SummaryWriter {
  /**
   * Takes what was recorded about a step.
   *
   * @param step counted from 0, as {@code global_step}
   * @param summaries of kinds that it may leave out
   */
  void write(long step, List<? extends Summary> summaries);
}
