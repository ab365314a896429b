package cellwise.kernel;

import cellwise.kernel.CellSplitter.Piece;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;

/**
 * Runs cells in one JShell in this JVM, which keeps their declarations and imports.
 *
 * <p>The snippets of a cell run in order. A declaration may need others that come later in the same
 * cell; only what is missing at the cell's end is an error.
 */
final class CellEvaluator implements AutoCloseable {
  private static final Set<SubKind> SHOWN =
      EnumSet.of(
          SubKind.VAR_VALUE_SUBKIND,
          SubKind.TEMP_VAR_EXPRESSION_SUBKIND,
          SubKind.OTHER_EXPRESSION_SUBKIND);

  private final CellControl control;
  private final CellInterrupt interrupt;
  private final Map<String, Cell.Part> parts = new HashMap<>();
  private final CellClassPath classPath = new CellClassPath();
  private final UnaryOperator<String> magics;
  private final Startup startup;
  private final Duration limit;
  private final BooleanSupplier isInterrupted;
  private final JShell shell;
  private final CellErrors errors;
  private final CellSplitter splitter;
  private final Declarations declarations;
  private final Map<String, Cell.Part> again = new LinkedHashMap<>();
  private boolean returned;
  private volatile Cell running;
  private volatile CellFailure inside;

  /** With the default imports, and no variables of the environment. */
  CellEvaluator() {
    this(IjavaVariables.of(Map.of()), UnaryOperator.identity(), () -> false, Surroundings.NONE);
  }

  /**
   * As above, with the variables of the environment, and cells rewritten from magics to Java.
   *
   * @param isInterrupted whether a cell that begins now was interrupted before
   */
  CellEvaluator(
      IjavaVariables variables,
      UnaryOperator<String> magics,
      BooleanSupplier isInterrupted,
      Surroundings surroundings) {
    control = new CellControl(surroundings);
    interrupt = control.interruption();
    this.magics = magics;
    this.isInterrupted = isInterrupted;
    limit = variables.timeout().orElse(null);
    startup = new Startup(variables);
    shell = CellShell.start(control, classPath, variables);
    errors = new CellErrors(shell, parts);
    splitter = new CellSplitter(shell.sourceCodeAnalysis());
    declarations = new Declarations(shell, errors);
  }

  /** What completion, inspection and completeness are asked of. */
  SourceCodeAnalysis analysis() {
    return shell.sourceCodeAnalysis();
  }

  /**
   * Runs a cell and returns the value of its last snippet, null if that is no expression or is
   * null.
   *
   * @throws CellFailure if a snippet does not compile, throws, or is interrupted; those before it
   *     have run
   */
  Object eval(Cell cell) throws CellFailure {
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
  Object evalInside(String source) throws CellFailure {
    return evalInside(running.name(), source);
  }

  /** As above, for source that errors are to place in something else than the cell. */
  Object evalInside(String name, String source) throws CellFailure {
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
  void addToClassPath(List<Path> paths) {
    classPath.add(shell, paths);
  }

  private Object evalAll(Cell asSent) throws CellFailure {
    Cell cell = new Cell(asSent.name(), magics.apply(withoutPackage(asSent.source())));
    List<DeclarationSnippet> waiting = new ArrayList<>();
    Object result = null;
    try {
      for (int at = 0; at < cell.source().length(); ) {
        Piece piece = splitter.next(cell.source(), at);
        at = piece.end();
        if (!piece.source().isEmpty()) {
          result = run(piece.source(), new Cell.Part(cell, piece.start()), waiting);
          runAgain(waiting);
        }
        if (returned) {
          tellOfRest(cell.source().substring(at));
          break;
        }
      }
      checkComplete(waiting);
    } finally {
      again.clear();
      declarations.tell().forEach(System.err::println);
    }
    return result;
  }

  private static String withoutPackage(String source) {
    String name = CellSplitter.packageOf(source);
    if (name != null) {
      System.err.printf(
          "package %s is left out: what cells declare is known by its simple name%n", name);
    }
    return CellSplitter.withoutPackage(source);
  }

  private static void tellOfRest(String rest) {
    if (!rest.isBlank()) {
      System.err.println("return has ended the cell: what follows was not run");
    }
  }

  /**
   * Computes a value as a part of the cell, see {@link CellControl#compute}.
   *
   * @throws CellFailure if {@code value} throws or the cell is interrupted
   */
  <T> T compute(Callable<T> value) throws CellFailure {
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
  void interrupt() {
    interrupt.interrupt();
  }

  /** Ends the shell. */
  @Override
  public void close() {
    shell.close();
  }

  /**
   * Runs one snippet. With the white space around it, JShell would forget variables at a later
   * import.
   */
  private Object run(String source, Cell.Part part, List<DeclarationSnippet> waiting)
      throws CellFailure {
    Object result = null;
    declarations.prepare(source);
    control.startStatement(part.place(1));
    List<SnippetEvent> events = evalInTime(source);
    returned = false; // whatever was evaluated inside
    Throwable failure = control.takeFailure();
    if (failure != null) {
      throw CellErrors.ofKernel(failure);
    }
    List<SnippetEvent> direct = events.stream().filter(e -> e.causeSnippet() == null).toList();
    for (SnippetEvent event : direct) {
      if (event.status() != Status.REJECTED) {
        parts.put(event.snippet().id(), part);
      }
    }
    declarations.follow(events);
    for (SnippetEvent event : direct) {
      Snippet snippet = event.snippet();
      OptionalInt narrow = errors.narrowConstructor(snippet);
      if (narrow.isPresent()) {
        return run(
            CellSplitter.madePublic(source, narrow.getAsInt()),
            part.madePublic(narrow.getAsInt()),
            waiting);
      }
      if (event.status() == Status.REJECTED && errors.isNonSealedTooEarly(snippet)) {
        run(CellSplitter.madeFinal(source), part, waiting);
        again.put(source, part);
        return null;
      }
      check(event, part);
      if (event.status() == Status.RECOVERABLE_NOT_DEFINED) {
        waiting.add((DeclarationSnippet) snippet);
      }
      result = shown(event);
    }
    return result;
  }

  /** Declares as {@code non-sealed} what stood in as {@code final} until all types were known. */
  private void runAgain(List<DeclarationSnippet> waiting) throws CellFailure {
    if (!again.isEmpty() && waiting.stream().noneMatch(this::isUnresolved)) {
      Map<String, Cell.Part> sources = new LinkedHashMap<>(again);
      again.clear();
      for (var each : sources.entrySet()) {
        run(each.getKey(), each.getValue(), waiting);
      }
    }
  }

  private boolean isUnresolved(Snippet snippet) {
    return shell.status(snippet) == Status.RECOVERABLE_NOT_DEFINED;
  }

  private Object shown(SnippetEvent event) {
    Snippet snippet = event.snippet();
    if (snippet.kind() == Snippet.Kind.STATEMENT) {
      // Only a return gives a statement a value.
      returned = control.lastResult() != null;
      return control.lastResult();
    }
    return SHOWN.contains(snippet.subKind()) ? control.result(event.value()) : null;
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

  private void check(SnippetEvent event, Cell.Part part) throws CellFailure {
    if (event.status() == Status.REJECTED) {
      throw errors.refused(event.snippet(), part);
    }
    if (event.exception() instanceof EvalException e
        && e.getExceptionClassName().equals(CellFailure.class.getName())) {
      throw inside;
    }
    if (event.exception() != null) {
      throw errors.thrown(event.exception());
    }
    if (interrupt.isInterrupted()) {
      throw interrupted();
    }
  }

  private void checkComplete(List<DeclarationSnippet> waiting) throws CellFailure {
    List<DeclarationSnippet> unresolved = waiting.stream().filter(this::isUnresolved).toList();
    if (!unresolved.isEmpty()) {
      CellFailure failure = errors.unresolved(unresolved);
      unresolved.forEach(shell::drop);
      throw failure;
    }
  }
}
