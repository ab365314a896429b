package cellwise.kernel.eval;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/** Takes a cell apart into snippets. */
final class CellSplitter {
  /** A line that sources have and cells cannot. */
  private static final Pattern PACKAGE =
      Pattern.compile(
          "\\A(?:\\s++|//\\V*+|/\\*(?s:.*?)\\*/)*+(?<line>package\\s+(?<name>[\\w.]+)\\s*;)");

  /** The JDK's parser up to 17 takes it for a difference, and what follows for a part of it. */
  static final Pattern NON_SEALED =
      Pattern.compile("non-sealed(?=\\s+(?:[\\w@]+\\s+)*(?:class|interface)\\b)");

  private final SourceCodeAnalysis analysis;

  CellSplitter(SourceCodeAnalysis analysis) {
    this.analysis = analysis;
  }

  /**
   * One snippet.
   *
   * @param source its text without white space around it
   * @param start where in the cell it begins, counted from 0
   * @param end where in the cell it ends and the next one may begin
   * @param completeness what it lacks
   */
  record Piece(String source, int start, int end, Completeness completeness) {
    /** False if it is all that is left, and not a snippet. */
    boolean isWhole() {
      return completeness.isComplete();
    }
  }

  /** The snippet of a cell that begins at a character counted from 0; its source may be empty. */
  Piece next(String cell, int from) {
    String rest = cell.substring(from);
    Matcher nonSealed = NON_SEALED.matcher(rest);
    CompletionInfo info =
        analysis.analyzeCompletion(nonSealed.replaceAll(" ".repeat("non-sealed".length())));
    Completeness completeness = info.completeness();
    int length =
        completeness.isComplete() ? rest.length() - info.remaining().length() : rest.length();
    String source = rest.substring(0, length);
    if (completeness == Completeness.COMPLETE_WITH_SEMI) {
      source = source.stripTrailing() + ";";
    }
    int space = source.length() - source.stripLeading().length();
    return new Piece(source.strip(), from + space, from + length, completeness);
  }

  /** The name in the package line with which a source begins, null if there is none. */
  static String packageOf(String source) {
    Matcher matcher = PACKAGE.matcher(source);
    return matcher.find() ? matcher.group("name") : null;
  }

  /** The source with spaces for its package line, if it has one. */
  static String withoutPackage(String source) {
    Matcher matcher = PACKAGE.matcher(source);
    return matcher.find()
        ? source.substring(0, matcher.start("line"))
            + " ".repeat(matcher.end("line") - matcher.start("line"))
            + source.substring(matcher.end("line"))
        : source;
  }
}
