package cellwise.kernel.eval;

import cellwise.kernel.load.CellClasses;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.UnaryOperator;
import jdk.jshell.JShell;
import jdk.jshell.SnippetEvent;

/** Runs cells in one JShell in this JVM, which keeps their declarations and imports. */
public final class CellEvaluator implements AutoCloseable {
  private final CellControl control;
  private final CellInterrupt interrupt;
  private final CellClasses classes = new CellClasses();
  private final UnaryOperator<String> magics;
  private final Startup startup;
  private final Duration limit;
  private final FutureTask<CellShell> shell;
  private volatile Cell running;
  private volatile CellFailure inside;

  /** Since the request was taken; its cell may not have begun, nor JShell. */
  private volatile boolean isInterrupted;

  /**
   * An evaluator whose JShell is yet to start.
   *
   * @param environment the environment variables, of which those of IJava set it up
   * @param functions classes whose static methods every cell can call without an import
   * @param magics rewrites a cell to Java
   */
  public CellEvaluator(
      Map<String, String> environment,
      List<Class<?>> functions,
      UnaryOperator<String> magics,
      OutputControl output) {
    IjavaVariables variables = IjavaVariables.of(environment);
    control = new CellControl(classes, output);
    interrupt = control.interruption();
    this.magics = magics;
    limit = variables.timeout().orElse(null);
    startup = new Startup(variables);
    shell = new FutureTask<>(() -> CellShell.start(control, classes, variables, functions));
  }

  /** Starts JShell, if it has not been; whatever needs it waits for that. */
  public void start() {
    shell.run();
  }

  private CellShell shell() {
    start();
    try {
      return shell.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while JShell starts: run the cell again", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("JShell does not start: " + e.getCause(), e.getCause());
    }
  }

  /** What an editor can be told of source. */
  public CodeHints hints() {
    return new CodeHints(shell().jshell().sourceCodeAnalysis());
  }

  /** A cell is to come, which no interrupt before this has been meant for. */
  public void begin() {
    isInterrupted = false;
  }

  /**
   * Runs a cell and returns the value of its last snippet, null if that is no expression or is
   * null.
   *
   * @throws CellFailure if a snippet does not compile, throws, or is interrupted; those before it
   *     have run
   */
  public Object eval(Cell cell) throws CellFailure {
    startup.run(this::evalOuter, () -> interrupt.isInterrupted() || isInterrupted);
    return evalOuter(cell);
  }

  private Object evalOuter(Cell cell) throws CellFailure {
    CellShell shell = shell();
    control.startCell();
    running = cell;
    if (isInterrupted) {
      throw shell.errors().interrupted(null);
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
      new Leftovers(classes).end(interrupt.isForced()).forEach(System.err::println);
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
    classes.addToClassPath(shell().jshell(), paths);
  }

  private Object evalAll(Cell asSent) throws CellFailure {
    Cell cell = new Cell(asSent.name(), magics.apply(withoutPackage(asSent.source())));
    return new CellSnippets(shell(), control, this::evalInTime, () -> inside).eval(cell);
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
   * Computes a value as a part of the cell, so that an interrupt ends it too.
   *
   * @throws CellFailure if {@code value} throws or the cell is interrupted
   */
  public <T> T compute(Callable<T> value) throws CellFailure {
    try {
      return control.compute(value);
    } catch (Exception e) {
      if (interrupt.isInterrupted()) {
        throw shell().errors().interrupted(interrupt.unstoppable());
      }
      throw CellFailure.of(e instanceof InvocationTargetException ? e.getCause() : e);
    }
  }

  /** Ends the running cell with an error, or the one that is about to begin, if there is one. */
  public void interrupt() {
    isInterrupted = true;
    if (shell.isDone()) {
      interrupt.interrupt();
    }
  }

  /** Ends the shell. */
  @Override
  public void close() {
    shell().jshell().close();
  }

  private List<SnippetEvent> evalInTime(String source) throws CellFailure {
    JShell jshell = shell().jshell();
    if (limit == null) {
      return jshell.eval(source);
    }
    try (TimeLimit running = new TimeLimit(interrupt.timer(), limit, interrupt::interrupt)) {
      List<SnippetEvent> events = jshell.eval(source);
      if (running.hasPassed()) {
        throw CellErrors.timedOut(limit);
      }
      return events;
    }
  }
}
