package cellwise.kernel.eval;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.ImportSnippet;
import jdk.jshell.JShell;
import jdk.jshell.MethodSnippet;
import jdk.jshell.Snippet;
import jdk.jshell.Snippet.Status;
import jdk.jshell.Snippet.SubKind;
import jdk.jshell.SnippetEvent;
import jdk.jshell.TypeDeclSnippet;
import jdk.jshell.VarSnippet;

/**
 * What a cell's declarations do to those that are there already, of which JShell says something
 * only to who asks: of two things of one name the new one stays, and what is lost is told.
 */
final class Declarations {
  /** Names of types that JShell's own code around each snippet needs, on 17 or later. */
  private static final Set<String> NEEDED = Set.of("Object", "Throwable", "java");

  private static final Pattern NESTING =
      Pattern.compile(
          "[^{]*?\\b(?:class|interface|enum|record)\\s+(?<name>[^\\s<({]+)"
              + "[^{]*\\{.*\\b(?:class|interface|enum|record)\\b.*",
          Pattern.DOTALL);

  private final JShell shell;
  private final CellErrors errors;
  private final Map<Snippet, SnippetEvent> changes = new LinkedHashMap<>();
  private final List<Snippet> refused = new ArrayList<>();
  private final Map<String, String> madeWay = new HashMap<>();

  Declarations(JShell shell, CellErrors errors) {
    this.shell = shell;
    this.errors = errors;
  }

  /**
   * Takes notice of what a snippet did.
   *
   * @throws CellFailure if no later snippet could compile; then it is as if it were not declared
   */
  void follow(List<SnippetEvent> events) throws CellFailure {
    for (SnippetEvent event : events) {
      Snippet snippet = event.snippet();
      if (event.causeSnippet() == null) {
        changes.remove(snippet);
        giveWay(snippet);
      } else if (event.status() != Status.OVERWRITTEN) {
        changes.merge(snippet, event, (first, later) -> first);
      } else if (shell.status(event.causeSnippet()) == Status.REJECTED) {
        refused.add(snippet);
      }
    }
  }

  /**
   * Makes way for a class that is declared anew if a class in it was an inner class and is none
   * now, or the other way round. The compiler would read in class files of other snippets what it
   * was; so it is to have another name, which JShell gives it only if it cannot be redefined.
   */
  void prepare(String source) throws CellFailure {
    Matcher nesting = NESTING.matcher(source);
    if (nesting.lookingAt()) {
      String name = nesting.group("name");
      String before =
          shell
              .types()
              .filter(each -> each.name().equals(name))
              .findFirst()
              .map(Snippet::source)
              .orElse(source);
      if (Nesting.differs(before, source)) {
        follow(shell.eval("class " + name + " { int declaredAnew; }"));
        madeWay.put(name, before);
      }
    }
  }

  private void giveWay(Snippet snippet) throws CellFailure {
    if (!shell.status(snippet).isActive()) {
      return;
    }
    if (snippet instanceof TypeDeclSnippet type) {
      if (NEEDED.contains(type.name())) {
        shell.drop(type);
        throw errors.needed(type);
      }
      drop(shell.imports().filter(each -> isOf(each, type.name())).toList());
    } else if (snippet instanceof ImportSnippet line) {
      drop(shell.types().filter(each -> isOf(line, each.name())).toList());
    }
  }

  private static boolean isOf(ImportSnippet line, String type) {
    return line.subKind() == SubKind.SINGLE_TYPE_IMPORT_SUBKIND && line.name().equals(type);
  }

  private void drop(List<? extends Snippet> snippets) throws CellFailure {
    for (Snippet each : snippets) {
      follow(shell.drop(each));
    }
  }

  /**
   * Says what became of declarations of earlier cells since this was called last, and gives back
   * those that a refused one has replaced.
   */
  List<String> tell() {
    List<String> told = new ArrayList<>();
    for (Snippet each : refused) {
      if (each instanceof VarSnippet) {
        told.add(name(each) + " is gone, since it could not be declared anew");
      } else {
        shell.eval(madeWay.getOrDefault(((DeclarationSnippet) each).name(), each.source()));
      }
    }
    changes.forEach((snippet, event) -> told.add(fate(snippet, event)));
    changes.clear();
    refused.clear();
    madeWay.clear();
    told.removeIf(Objects::isNull);
    return told;
  }

  private String fate(Snippet snippet, SnippetEvent event) {
    Status status = shell.status(snippet);
    Snippet cause = event.causeSnippet();
    String what = cause instanceof ImportSnippet ? " was added, " : " has changed, ";
    String since = "since " + name(cause) + what;
    if (snippet instanceof VarSnippet variable && status.isDefined()) {
      String value = event.isSignatureChange() ? shell.varValue(variable) : "";
      return value.isEmpty() ? null : since + name(snippet) + " was reset to " + value;
    }
    if (event.previousStatus() != Status.VALID || !isBroken(status)) {
      return null;
    }
    return since
        + (snippet instanceof VarSnippet
            ? name(snippet) + " is gone"
            : errors.why((DeclarationSnippet) snippet));
  }

  private static boolean isBroken(Status status) {
    return Stream.of(Status.RECOVERABLE_DEFINED, Status.RECOVERABLE_NOT_DEFINED, Status.REJECTED)
        .anyMatch(status::equals);
  }

  private static String name(Snippet snippet) {
    if (snippet instanceof VarSnippet variable) {
      return "variable " + variable.name();
    }
    if (snippet instanceof MethodSnippet method) {
      return "method " + method.name() + "(" + method.parameterTypes() + ")";
    }
    if (snippet instanceof TypeDeclSnippet type) {
      return "class " + type.name();
    }
    return snippet.source().strip().replaceAll(";$", "");
  }
}
