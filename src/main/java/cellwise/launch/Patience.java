package cellwise.launch;

import java.time.Duration;

/**
 * How long is waited for nodes.
 *
 * @param toMeet until all must have found each other, or it is said what may be in their way
 * @param toKeep for worker 0 to write a checkpoint, beyond the timeout
 * @param toEnd between asking a node to end and killing it
 */
record Patience(Duration toMeet, Duration toKeep, Duration toEnd) {
  static final Patience USUAL =
      new Patience(Duration.ofSeconds(60), Duration.ofSeconds(5), Duration.ofSeconds(2));
}
