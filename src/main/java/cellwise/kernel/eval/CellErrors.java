package cellwise.kernel.eval;

import cellwise.kernel.load.SystemExit;
import io.github.spencerpark.jupyter.kernel.util.TextColor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
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
public final class CellErrors {
  private static final int MOST_FRAMES = 50;
  private static final String COMPILATION = "CompilationException";
  private static final String NARROW_CONSTRUCTOR =
      "compiler.err.invalid.canonical.constructor.in.record";
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
    return new CellFailure("Interrupted", message, List.of(red("Interrupted: " + message)));
  }

  /** A statement took longer than it may. */
  static CellFailure timedOut(Duration limit) {
    String message =
        "the statement was stopped after " + limit.toString().substring(2) + ", see IJAVA_TIMEOUT";
    return new CellFailure("Timeout", message, List.of(red("Timeout: " + message)));
  }

  /** The compiler refused a snippet. */
  CellFailure refused(Snippet snippet, Cell.Part part) {
    List<Diag> errors = shell.diagnostics(snippet).filter(Diag::isError).toList();
    List<String> traceback =
        errors.stream().map(e -> red(text(e)) + "\n" + place(part, e)).toList();
    String message = errors.stream().map(CellErrors::text).findFirst().orElse("not a snippet");
    return new CellFailure(COMPILATION, message, traceback);
  }

  /**
   * Where a record was refused for a constructor without {@code public}, which is right in its
   * source; but JShell makes the record public.
   */
  OptionalInt narrowConstructor(Snippet snippet) {
    return shell
        .diagnostics(snippet)
        .filter(error -> error.getCode().equals(NARROW_CONSTRUCTOR))
        .filter(error -> error.getMessage(Locale.ROOT).contains("stronger access"))
        .mapToInt(error -> (int) error.getStartPosition())
        .filter(at -> at >= 0 && !snippet.source().startsWith("private", at))
        .findFirst();
  }

  /**
   * True if a class was refused as {@code non-sealed} only because the type above it is not yet
   * known, as it cannot be before this one is.
   */
  boolean isNonSealedTooEarly(Snippet snippet) {
    return shell
            .diagnostics(snippet)
            .anyMatch(
                error -> error.getCode().equals("compiler.err.non.sealed.with.no.sealed.supertype"))
        && shell
            .diagnostics(snippet)
            .anyMatch(error -> error.getCode().startsWith("compiler.err.cant.resolve"));
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
      traceback.add(red(messages.get(i)) + "\n" + part.excerpt());
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
      traceback.add(red(label + headline(each)));
      traceback.addAll(frames(each));
      label = "Caused by: ";
    }
    return new CellFailure(name(exception), message(exception), traceback);
  }

  /**
   * Something failed outside the cell's statements: its value's {@code toString()}, a renderer, or
   * the kernel itself, whose own frames are left out.
   */
  public static CellFailure ofKernel(Throwable thrown) {
    List<String> traceback = new ArrayList<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    String label = "";
    for (Throwable e = thrown; e != null && seen.add(e); e = e.getCause()) {
      traceback.add(red(label + nameOf(e) + ": " + messageOf(e)));
      Stream.of(e.getStackTrace())
          .takeWhile(frame -> !frame.getClassName().startsWith("cellwise.kernel."))
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

  private static String red(String text) {
    return TextColor.BOLD_RED_FG + text + TextColor.RESET_ALL;
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
      boolean isExit = e.getExceptionClassName().equals(SystemExit.class.getName());
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
    Stream.of(all).limit(MOST_FRAMES).map(this::frame).forEach(lines::add);
    if (all.length > MOST_FRAMES) {
      lines.add("    ... " + (all.length - MOST_FRAMES) + " more");
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
