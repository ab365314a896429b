package cellwise.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which checkpoints are kept when there is a new one.
 *
 * @param last so many of the newest, positive
 * @param period also the first of each such period of the clock; zero for none
 */
record Retention(int last, Duration period) {
  Retention {
    if (last < 1 || !period.isZero() && period.toMillis() < 1) {
      throw new IllegalArgumentException(
          "last is %d, must be positive; period is %s, must be a millisecond or more, or zero for none"
              .formatted(last, period));
    }
  }

  /**
   * Returns those that need not be kept.
   *
   * @param all from the first step to the last
   */
  List<Checkpoint> superfluous(List<Checkpoint> all) throws IOException {
    Set<Long> periods = new HashSet<>();
    List<Checkpoint> superfluous = new ArrayList<>();
    for (Checkpoint old : all.subList(0, Math.max(0, all.size() - last))) {
      long millis = Files.getLastModifiedTime(old.file()).toMillis();
      if (period.isZero() || !periods.add(millis / period.toMillis())) {
        superfluous.add(old);
      }
    }
    return superfluous;
  }
}
