package cellwise.launch;

/** Where lines go that the nodes and their launcher say; called by several threads. */
public interface Output {
  /** Takes a line of worker 0's standard output, which is that of the training. */
  void out(String line);

  /**
   * Takes any other line; it begins with a node's name unless it is worker 0's or the launcher's.
   */
  void err(String line);
}
