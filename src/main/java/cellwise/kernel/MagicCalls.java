package cellwise.kernel;

import java.util.List;

/**
 * What the magics of a cell are rewritten to. Cells import these methods, whose names nobody would
 * give to one of his own, so that nothing that a cell declares can come between.
 */
public final class MagicCalls {
  static final String LINE = "magic$line";
  static final String CELL = "magic$cell";

  private MagicCalls() {}

  /**
   * Calls a line magic; {@code %name a b} becomes a call of this.
   *
   * @param <T> what the caller takes the result for
   */
  public static <T> T magic$line(String name, String... arguments) {
    return CellFunctions.lineMagic(name, List.of(arguments));
  }

  /**
   * Calls a cell magic; {@code %%name a b} above a cell becomes a call of this.
   *
   * @param <T> what the caller takes the result for
   */
  public static <T> T magic$cell(String body, String name, String... arguments) {
    return CellFunctions.cellMagic(name, List.of(arguments), body);
  }
}
