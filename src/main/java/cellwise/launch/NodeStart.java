package cellwise.launch;

import java.util.List;
import java.util.Map;

/** How a node becomes a process on its host. */
interface NodeStart {
  /**
   * Returns the process's command and environment, not started.
   *
   * @param node whose host decides where
   * @param arguments behind {@code cellwise}
   * @param environment beyond what the process has anyway
   * @param sharers among how many workers the host's compute threads are shared; 0 for a node that
   *     computes next to nothing
   */
  ProcessBuilder of(
      Node node, List<String> arguments, Map<String, String> environment, int sharers);
}
