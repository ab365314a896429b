package cellwise.kernel.eval;

import cellwise.kernel.eval.CellSplitter.Piece;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;

/**
 * One cell as its snippets run in order, or source that a cell evaluates.
 *
 * <p>A declaration may need others that come later in the same cell; only what is missing at its
 * end is an error.
 */
final class CellSnippets {
  private static final Set<SubKind> SHOWN =
      EnumSet.of(
          SubKind.VAR_VALUE_SUBKIND,
          SubKind.TEMP_VAR_EXPRESSION_SUBKIND,
          SubKind.OTHER_EXPRESSION_SUBKIND);

  private final JShell shell;
  private final CellErrors errors;
  private final Declarations declarations;
  private final CellControl control;
  private final Evaluation evaluation;
  private final Supplier<CellFailure> inside;
  private final CellSplitter splitter;
  private final List<DeclarationSnippet> waiting = new ArrayList<>();
  private final Map<String, Cell.Part> again = new LinkedHashMap<>();
  private boolean returned;

  /** How a snippet is evaluated, in the time that it may take. */
  @FunctionalInterface
  interface Evaluation {
    /** What came of it. */
    List<SnippetEvent> eval(String source) throws CellFailure;
  }

  /**
   * A run that has not begun.
   *
   * @param inside tells the failure of what a snippet itself has evaluated last
   */
  CellSnippets(
      CellShell shell, CellControl control, Evaluation evaluation, Supplier<CellFailure> inside) {
    this.shell = shell.jshell();
    this.errors = shell.errors();
    this.declarations = shell.declarations();
    this.control = control;
    this.evaluation = evaluation;
    this.inside = inside;
    splitter = new CellSplitter(this.shell.sourceCodeAnalysis());
  }

  /**
   * Runs a cell, once, and returns the value of its last snippet, null if that is no expression or
   * is null.
   *
   * @throws CellFailure if a snippet does not compile, throws, or is interrupted; those before it
   *     have run
   */
  Object eval(Cell cell) throws CellFailure {
    Object result = null;
    try {
      for (int at = 0; at < cell.source().length(); ) {
        Piece piece = splitter.next(cell.source(), at);
        at = piece.end();
        if (!piece.source().isEmpty()) {
          result = run(piece.source(), new Cell.Part(cell, piece.start()));
          runAgain();
        }
        if (returned) {
          tellOfRest(cell.source().substring(at));
          break;
        }
      }
      checkComplete();
    } finally {
      declarations.tell().forEach(System.err::println);
    }
    return result;
  }

  private static void tellOfRest(String rest) {
    if (!rest.isBlank()) {
      System.err.println("return has ended the cell: what follows was not run");
    }
  }

  /**
   * Runs one snippet. With the white space around it, JShell would forget variables at a later
   * import.
   */
  private Object run(String source, Cell.Part part) throws CellFailure {
    declarations.prepare(source);
    control.startStatement(part.place(1));
    List<SnippetEvent> events = evaluation.eval(source);
    Throwable failure = control.takeFailure();
    if (failure != null) {
      throw CellFailure.of(failure);
    }
    List<SnippetEvent> direct = events.stream().filter(e -> e.causeSnippet() == null).toList();
    for (SnippetEvent event : direct) {
      if (event.status() != Status.REJECTED) {
        errors.follow(event.snippet(), part);
      }
    }
    declarations.follow(events);
    Object result = null;
    for (SnippetEvent event : direct) {
      if (event.status() == Status.REJECTED) {
        return runOtherwise(event.snippet(), source, part);
      }
      check(event);
      if (event.status() == Status.RECOVERABLE_NOT_DEFINED) {
        waiting.add((DeclarationSnippet) event.snippet());
      }
      result = shown(event);
    }
    return result;
  }

  /** Runs what is right as its author wrote it, and JShell refuses, in another form. */
  private Object runOtherwise(Snippet refused, String source, Cell.Part part) throws CellFailure {
    List<Diag> diagnostics = shell.diagnostics(refused).toList();
    OptionalInt narrow = WrongRefusal.narrowConstructor(refused.source(), diagnostics);
    if (narrow.isPresent()) {
      int at = narrow.getAsInt();
      return run(WrongRefusal.madePublic(source, at), part.madePublic(at));
    }
    if (WrongRefusal.isNonSealedTooEarly(diagnostics)) {
      run(WrongRefusal.madeFinal(source), part);
      again.put(source, part);
      return null;
    }
    throw errors.refused(refused, part);
  }

  /** Declares as {@code non-sealed} what stood in as {@code final} until all types were known. */
  private void runAgain() throws CellFailure {
    if (!again.isEmpty() && waiting.stream().noneMatch(this::isUnresolved)) {
      Map<String, Cell.Part> sources = new LinkedHashMap<>(again);
      again.clear();
      for (var each : sources.entrySet()) {
        run(each.getKey(), each.getValue());
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

  private void check(SnippetEvent event) throws CellFailure {
    if (event.exception() instanceof EvalException e
        && e.getExceptionClassName().equals(CellFailure.class.getName())) {
      throw inside.get();
    }
    if (event.exception() != null) {
      throw errors.thrown(event.exception());
    }
    CellInterrupt interrupt = control.interruption();
    if (interrupt.isInterrupted()) {
      throw errors.interrupted(interrupt.unstoppable());
    }
  }

  private void checkComplete() throws CellFailure {
    List<DeclarationSnippet> unresolved = waiting.stream().filter(this::isUnresolved).toList();
    if (!unresolved.isEmpty()) {
      CellFailure failure = errors.unresolved(unresolved);
      unresolved.forEach(shell::drop);
      throw failure;
    }
  }
}
