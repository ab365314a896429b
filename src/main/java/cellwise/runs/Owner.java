package cellwise.runs;

import cellwise.engine.Host;
import java.util.Optional;

/**
 * The process that is, or was, at a run.
 *
 * @param host on which machine
 * @param pid its number there
 * @param alive when it was last heard of, in milliseconds since 1970
 */
record Owner(String host, long pid, long alive) {
  private static final long SILENT_MILLIS = 60_000;

  /** By which the system's clocks may differ that say when a process began, and what time it is. */
  private static final long CLOCKS_MILLIS = 2_000;

  /** Returns this process. */
  static Owner now() {
    return new Owner(Host.name(), ProcessHandle.current().pid(), System.currentTimeMillis());
  }

  /** Also if the process of that number began after this one was last heard of: it is another. */
  boolean isGone() {
    if (!host.equals(Host.name())) {
      return System.currentTimeMillis() - alive > SILENT_MILLIS;
    }
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    return process.isEmpty()
        || process
            .flatMap(there -> there.info().startInstant())
            .filter(start -> start.toEpochMilli() > alive + CLOCKS_MILLIS)
            .isPresent();
  }
}
