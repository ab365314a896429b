package cellwise.kernel.eval;

import java.util.List;

/** A cell that ended with an error, in the three parts in which Jupyter shows errors. */
public final class CellFailure extends Exception {
  private static final long serialVersionUID = 1;

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

  public String name() {
    return name;
  }

  public List<String> traceback() {
    return traceback;
  }
}
