package cellwise.kernel.eval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** A cell that ended with an error, in the three parts in which notebooks show errors. */
public final class CellFailure extends Exception {
  private static final long serialVersionUID = 1;

  /** The most lines that a trace shows of one throwable. */
  static final int MOST_FRAMES = 50;

  private static final String KERNEL = "cellwise.kernel.";
  private static final String RED = "\033[1m\033[31m";
  private static final String PLAIN = "\033[0m";

  private final String name;
  private final transient List<String> traceback;

  /**
   * A failure.
   *
   * @param name the error's name, for an exception the name of its class
   * @param message the message in one line or more, empty if there is none
   * @param traceback the lines to show, in reading order
   */
  CellFailure(String name, String message, List<String> traceback) {
    super(message);
    this.name = name;
    this.traceback = List.copyOf(traceback);
  }

  /** One whose trace is its name and message. */
  CellFailure(String name, String message) {
    this(name, message, List.of(red(name + ": " + message)));
  }

  /**
   * Something failed outside the cell's statements: its value's {@code toString()}, a renderer, or
   * the kernel itself, whose own frames are left out. A failure stays as it is.
   */
  public static CellFailure of(Throwable thrown) {
    if (thrown instanceof CellFailure failure) {
      return failure;
    }
    List<String> traceback = new ArrayList<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    String label = "";
    for (Throwable e = thrown; e != null && seen.add(e); e = e.getCause()) {
      traceback.add(red(label + nameOf(e) + ": " + messageOf(e)));
      Stream.of(e.getStackTrace())
          .takeWhile(frame -> !frame.getClassName().startsWith(KERNEL))
          .limit(MOST_FRAMES)
          .forEach(frame -> traceback.add("    at " + Cell.withoutWrappers(frame.toString())));
      label = "Caused by: ";
    }
    return new CellFailure(nameOf(thrown), messageOf(thrown), traceback);
  }

  private static String nameOf(Throwable e) {
    return Cell.withoutWrappers(e.getClass().getName());
  }

  private static String messageOf(Throwable e) {
    return Cell.withoutWrappers(Objects.requireNonNullElse(safeMessage(e), ""));
  }

  /** The message, which code of cells may compute, and fail; may be null. */
  static String safeMessage(Throwable thrown) {
    try {
      return thrown.getMessage();
    } catch (RuntimeException | StackOverflowError e) {
      return "its message cannot be had: " + e.getClass().getName();
    }
  }

  /** A line of a trace as errors are shown, in the colours of terminals. */
  static String red(String text) {
    return RED + text + PLAIN;
  }

  /** The error's name, for an exception the name of its class. */
  public String name() {
    return name;
  }

  /** The lines to show, in reading order. */
  public List<String> traceback() {
    return traceback;
  }
}
