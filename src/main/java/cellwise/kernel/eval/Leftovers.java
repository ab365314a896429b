package cellwise.kernel.eval;

import cellwise.kernel.load.CellClasses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Threads that go on with the code of a cell after it was interrupted and has ended, such as those
 * of a pool.
 */
final class Leftovers {
  private static final long LOOK_MILLIS = 100;

  private final CellClasses classes;

  /**
   * Of the cell that runs or ran last.
   *
   * @param classes those of the cells
   */
  Leftovers(CellClasses classes) {
    this.classes = classes;
  }

  /**
   * Gives them some time to end in their own way, stops the others, and tells of these.
   *
   * @param isForced whether the cell's thread was stopped, so that the others are at once
   */
  List<String> end(boolean isForced) throws InterruptedException {
    try {
      if (isForced) {
        busy(LOOK_MILLIS, true);
      }
      if (busy(LOOK_MILLIS, false).isEmpty()) {
        return List.of();
      }
      Thread.sleep(CellInterrupt.GRACE_MILLIS);
      Map<Thread, String> leftovers = busy(LOOK_MILLIS, false);
      busy(CellInterrupt.AGAIN_MILLIS, true);
      Set<Thread> unstoppable = busy(LOOK_MILLIS, false).keySet();
      List<String> told = new ArrayList<>();
      leftovers.forEach(
          (thread, place) -> told.add(tell(thread, place, unstoppable.contains(thread))));
      return told;
    } finally {
      classes.stop(null);
    }
  }

  private static String tell(Thread thread, String place, boolean isUnstoppable) {
    String what = "thread \"" + thread.getName() + "\", begun in " + place;
    return isUnstoppable
        ? "still runs, and Java cannot stop it: " + what + ". Restart the kernel to end it"
        : "stopped with the cell: " + what;
  }

  /**
   * The threads that pass a check in code of the cell meanwhile, virtual ones too, and those that
   * run something called by it at the end. What waits is not busy.
   */
  private Map<Thread, String> busy(long millis, boolean isStop) throws InterruptedException {
    Map<Thread, String> busy = new ConcurrentHashMap<>();
    classes.stop(thread -> note(thread, new Throwable().getStackTrace(), busy) && isStop);
    Thread.sleep(millis);
    Thread.getAllStackTraces()
        .forEach(
            (thread, frames) -> {
              if (thread.getState() == Thread.State.RUNNABLE) {
                note(thread, frames, busy);
              }
            });
    return busy;
  }

  private boolean note(Thread thread, StackTraceElement[] frames, Map<Thread, String> busy) {
    Optional<String> place =
        Stream.of(frames)
            .map(frame -> classes.place(frame.getClassName()))
            .filter(Objects::nonNull)
            .findFirst();
    if (place.isEmpty() || thread instanceof CellThread) { // given up, named in the cell's error
      return false;
    }
    busy.put(thread, place.get());
    return true;
  }
}
