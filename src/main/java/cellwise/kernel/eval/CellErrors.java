package cellwise.kernel.eval;

import cellwise.kernel.load.CellClasses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.JShellException;
import jdk.jshell.Snippet;
import jdk.jshell.UnresolvedReferenceException;

/** Words for what goes wrong in a cell, with lines counted in the cell as its author sees it. */
final class CellErrors {
  private static final String COMPILATION = "CompilationException";
  private static final String INTERRUPTED = "the cell was interrupted";

  /** What the compiler adds about the wrapper that the author of the cell does not know. */
  private static final Pattern NO_LOCATION = Pattern.compile("\\s*location: class\\s*$");

  private final JShell shell;
  private final Map<String, Cell.Part> parts = new HashMap<>();

  /** Errors of this shell. */
  CellErrors(JShell shell) {
    this.shell = shell;
  }

  /** Takes notice of which part of a cell a snippet is. */
  void follow(Snippet snippet, Cell.Part part) {
    parts.put(snippet.id(), part);
  }

  /** The cell was stopped from outside; {@code place} is null, or where it still runs. */
  CellFailure interrupted(String place) {
    String message =
        place == null
            ? INTERRUPTED
            : INTERRUPTED
                + ", but Java cannot stop it: it still runs, in "
                + Cell.withoutWrappers(place)
                + ". Restart the kernel to end it";
    return new CellFailure("Interrupted", message);
  }

  /** A statement took longer than it may. */
  static CellFailure timedOut(Duration limit) {
    return new CellFailure(
        "Timeout",
        "the statement was stopped after " + limit.toString().substring(2) + ", see IJAVA_TIMEOUT");
  }

  /** The compiler refused a snippet. */
  CellFailure refused(Snippet snippet, Cell.Part part) {
    List<Diag> errors = shell.diagnostics(snippet).filter(Diag::isError).toList();
    List<String> traceback =
        errors.stream().map(e -> CellFailure.red(text(e)) + "\n" + place(part, e)).toList();
    String message = errors.stream().map(CellErrors::text).findFirst().orElse("not a snippet");
    return new CellFailure(COMPILATION, message, traceback);
  }

  /** At its end the cell still lacks what some declarations of its own need. */
  CellFailure unresolved(List<DeclarationSnippet> snippets) {
    return failures(snippets, snippets.stream().map(this::why).toList());
  }

  /** A type has a name without which JShell compiles nothing. */
  CellFailure needed(DeclarationSnippet snippet) {
    String message =
        "a class " + snippet.name() + " would keep all cells from compiling: give it another name";
    return failures(List.of(snippet), List.of(message));
  }

  private CellFailure failures(List<DeclarationSnippet> snippets, List<String> messages) {
    List<String> traceback = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      Cell.Part part = parts.get(snippets.get(i).id());
      traceback.add(CellFailure.red(messages.get(i)) + "\n" + part.excerpt());
    }
    return new CellFailure(COMPILATION, messages.get(0), traceback);
  }

  /** Why a declaration cannot be used. */
  String why(DeclarationSnippet snippet) {
    String missing = shell.unresolvedDependencies(snippet).collect(Collectors.joining(", "));
    return missing.isEmpty()
        ? shell
            .diagnostics(snippet)
            .filter(Diag::isError)
            .map(error -> snippet.name() + " does not compile: " + text(error))
            .findFirst()
            .orElse(snippet.name() + " does not compile")
        : snippet.name() + " needs " + missing + ": declare it in this cell or before";
  }

  /** A snippet threw. */
  CellFailure thrown(JShellException exception) {
    List<String> traceback = new ArrayList<>();
    String label = "";
    for (Throwable e = exception; e instanceof JShellException each; e = e.getCause()) {
      traceback.add(CellFailure.red(label + headline(each)));
      traceback.addAll(frames(each));
      label = "Caused by: ";
    }
    return new CellFailure(name(exception), message(exception), traceback);
  }

  private static String text(Diag error) {
    String text = Cell.withoutWrappers(error.getMessage(Locale.ROOT));
    return NO_LOCATION.matcher(text).replaceAll("").strip();
  }

  private static String place(Cell.Part part, Diag error) {
    if (error.getPosition() == Diag.NOPOS || error.getEndPosition() < 0) {
      return part.excerpt();
    }
    int start = part.start() + (int) error.getStartPosition();
    return part.cell().excerpt(start, part.start() + (int) error.getEndPosition());
  }

  private String headline(JShellException exception) {
    String message = message(exception);
    return message.isEmpty() ? name(exception) : name(exception) + ": " + message;
  }

  private static String name(JShellException exception) {
    if (exception instanceof EvalException e) {
      boolean isExit = CellClasses.isExit(e.getExceptionClassName());
      return isExit ? "SystemExit" : Cell.withoutWrappers(e.getExceptionClassName());
    }
    return exception.getClass().getSimpleName();
  }

  private String message(JShellException exception) {
    return exception instanceof UnresolvedReferenceException unresolved
        ? why(unresolved.getSnippet())
        : Cell.withoutWrappers(Objects.requireNonNullElse(exception.getMessage(), ""));
  }

  private List<String> frames(JShellException exception) {
    StackTraceElement[] all = exception.getStackTrace();
    List<String> lines = new ArrayList<>();
    Stream.of(all).limit(CellFailure.MOST_FRAMES).map(this::frame).forEach(lines::add);
    if (all.length > CellFailure.MOST_FRAMES) {
      lines.add("    ... " + (all.length - CellFailure.MOST_FRAMES) + " more");
    }
    return lines;
  }

  private String frame(StackTraceElement frame) {
    String file = Objects.requireNonNullElse(frame.getFileName(), "");
    Cell.Part part = file.startsWith("#") ? parts.get(file.substring(1)) : null;
    if (part == null) {
      return "    at " + Cell.withoutWrappers(frame.toString());
    }
    String method =
        Stream.of(frame.getClassName(), frame.getMethodName())
            .filter(name -> !name.isEmpty())
            .collect(Collectors.joining("."));
    String place = "(" + part.place(frame.getLineNumber()) + ")";
    return method.isEmpty() ? "    at " + place : "    at " + method + " " + place;
  }
}
