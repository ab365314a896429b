package cellwise.cluster;

import java.time.LocalTime;
import java.time.temporal.ChronoUnit;

/**
 * Who is lost.
 *
 * @param who such as {@code worker 1 (host)}
 * @param why such as {@code was killed by signal 9}
 * @param noticed when this process got to know it
 */
record Loss(String who, String why, LocalTime noticed) {
  static Loss now(String who, String why) {
    return new Loss(who, why, LocalTime.now().truncatedTo(ChronoUnit.SECONDS));
  }

  @Override
  public String toString() {
    return "%s is lost, noticed at %tT: %s".formatted(who, noticed, why);
  }
}
