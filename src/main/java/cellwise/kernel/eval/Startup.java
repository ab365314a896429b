package cellwise.kernel.eval;

import java.util.function.BooleanSupplier;

/**
 * Runs the scripts that the environment names, once, as a part of the first cell: there their
 * output and errors can be seen. What fails does not keep the cell from running.
 */
final class Startup {
  private IjavaVariables variables;

  Startup(IjavaVariables variables) {
    this.variables = variables;
  }

  /** Runs cells. */
  interface Evaluation {
    Object eval(Cell cell) throws CellFailure;
  }

  /**
   * Runs them, if they have not been.
   *
   * @throws CellFailure if the user interrupts one
   */
  void run(Evaluation evaluation, BooleanSupplier isInterrupted) throws CellFailure {
    IjavaVariables pending = variables;
    variables = null;
    if (pending == null) {
      return;
    }
    pending.problems().forEach(System.err::println);
    for (var script : pending.scripts().entrySet()) {
      try {
        evaluation.eval(new Cell(script.getKey(), script.getValue()));
      } catch (CellFailure e) {
        System.err.println(script.getKey() + " has failed:");
        e.traceback().forEach(System.err::println);
        if (isInterrupted.getAsBoolean()) {
          throw e;
        }
      }
    }
  }
}
