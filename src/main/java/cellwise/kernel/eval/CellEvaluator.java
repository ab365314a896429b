package cellwise.kernel.eval;

import cellwise.kernel.load.CellClassPath;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import jdk.jshell.JShell;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;

/** Runs cells in one JShell in this JVM, which keeps their declarations and imports. */
public final class CellEvaluator implements AutoCloseable {
  private final CellControl control;
  private final CellInterrupt interrupt;
  private final CellClassPath classPath = new CellClassPath();
  private final UnaryOperator<String> magics;
  private final Startup startup;
  private final Duration limit;
  private final BooleanSupplier isInterrupted;
  private final JShell shell;
  private final CellErrors errors;
  private final Declarations declarations;
  private volatile Cell running;
  private volatile CellFailure inside;

  /** With the default imports, and no variables of the environment. */
  public CellEvaluator() {
    this(IjavaVariables.of(Map.of()), UnaryOperator.identity(), () -> false, OutputControl.NONE);
  }

  /**
   * As above, with the variables of the environment, and cells rewritten from magics to Java.
   *
   * @param isInterrupted whether a cell that begins now was interrupted before
   */
  public CellEvaluator(
      IjavaVariables variables,
      UnaryOperator<String> magics,
      BooleanSupplier isInterrupted,
      OutputControl output) {
    control = new CellControl(output);
    interrupt = control.interruption();
    this.magics = magics;
    this.isInterrupted = isInterrupted;
    limit = variables.timeout().orElse(null);
    startup = new Startup(variables);
    shell = CellShell.start(control, classPath, variables);
    errors = new CellErrors(shell);
    declarations = new Declarations(shell, errors);
  }

  /** What completion, inspection and completeness are asked of. */
  public SourceCodeAnalysis analysis() {
    return shell.sourceCodeAnalysis();
  }

  /**
   * Runs a cell and returns the value of its last snippet, null if that is no expression or is
   * null.
   *
   * @throws CellFailure if a snippet does not compile, throws, or is interrupted; those before it
   *     have run
   */
  public Object eval(Cell cell) throws CellFailure {
    startup.run(this::evalOuter, () -> interrupt.isInterrupted() || isInterrupted.getAsBoolean());
    return evalOuter(cell);
  }

  private Object evalOuter(Cell cell) throws CellFailure {
    control.startCell();
    running = cell;
    if (isInterrupted.getAsBoolean()) {
      throw interrupted();
    }
    try {
      return evalAll(cell);
    } finally {
      if (interrupt.isInterrupted()) {
        tellLeftovers();
      }
    }
  }

  private void tellLeftovers() {
    try {
      control.leftovers().end(interrupt.isForced()).forEach(System.err::println);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** As {@link #eval}, for source that the running cell evaluates: an interrupt ends both. */
  public Object evalInside(String source) throws CellFailure {
    return evalInside(running.name(), source);
  }

  /** As above, for source that errors are to place in something else than the cell. */
  public Object evalInside(String name, String source) throws CellFailure {
    try {
      return evalAll(new Cell(name, source));
    } catch (CellFailure e) {
      if (interrupt.isStopping()) {
        throw new ThreadDeath(); // as a stop would: the cell is not to catch it and go on
      }
      inside = e;
      throw e;
    }
  }

  /** Lets cells use directories and jars, from their next statement on. */
  public void addToClassPath(List<Path> paths) {
    classPath.add(shell, paths);
  }

  private Object evalAll(Cell asSent) throws CellFailure {
    Cell cell = new Cell(asSent.name(), magics.apply(withoutPackage(asSent.source())));
    return new CellRun(shell, control, errors, declarations, this::evalInTime, () -> inside)
        .eval(cell);
  }

  private static String withoutPackage(String source) {
    String name = CellSplitter.packageOf(source);
    if (name != null) {
      System.err.printf(
          "package %s is left out: what cells declare is known by its simple name%n", name);
    }
    return CellSplitter.withoutPackage(source);
  }

  /**
   * Computes a value as a part of the cell, see {@link CellControl#compute}.
   *
   * @throws CellFailure if {@code value} throws or the cell is interrupted
   */
  public <T> T compute(Callable<T> value) throws CellFailure {
    try {
      return control.compute(value);
    } catch (Exception e) {
      Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
      throw interrupt.isInterrupted() ? interrupted() : CellErrors.ofKernel(cause);
    }
  }

  private CellFailure interrupted() {
    return errors.interrupted(interrupt.unstoppable());
  }

  /** Interrupts the running cell, if any, see {@link CellInterrupt}. */
  public void interrupt() {
    interrupt.interrupt();
  }

  /** Ends the shell. */
  @Override
  public void close() {
    shell.close();
  }

  private List<SnippetEvent> evalInTime(String source) throws CellFailure {
    if (limit == null) {
      return shell.eval(source);
    }
    try (TimeLimit running = new TimeLimit(interrupt.timer(), limit, interrupt::interrupt)) {
      List<SnippetEvent> events = shell.eval(source);
      if (running.hasPassed()) {
        throw CellErrors.timedOut(limit);
      }
      return events;
    }
  }
}
