package cellwise.kernel.eval;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;

/** Takes a cell apart into snippets. */
final class CellSplitter {
  /** A line that sources have and cells cannot. */
  private static final Pattern PACKAGE =
      Pattern.compile(
          "\\A(?:\\s++|//\\V*+|/\\*(?s:.*?)\\*/)*+(?<line>package\\s+(?<name>[\\w.]+)\\s*;)");

  /** The JDK's parser up to 17 takes it for a difference, and what follows for a part of it. */
  private static final Pattern NON_SEALED =
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
   * @param isWhole false if it is all that is left, and not a snippet
   */
  record Piece(String source, int start, int end, boolean isWhole) {}

  /** The snippet of a cell that begins at a character counted from 0; its source may be empty. */
  Piece next(String cell, int from) {
    String rest = cell.substring(from);
    Matcher nonSealed = NON_SEALED.matcher(rest);
    CompletionInfo info =
        analysis.analyzeCompletion(nonSealed.replaceAll(" ".repeat("non-sealed".length())));
    boolean isWhole = info.completeness().isComplete();
    int length = isWhole ? rest.length() - info.remaining().length() : rest.length();
    String source = rest.substring(0, length);
    if (info.completeness() == SourceCodeAnalysis.Completeness.COMPLETE_WITH_SEMI) {
      source = source.stripTrailing() + ";";
    }
    int space = source.length() - source.stripLeading().length();
    return new Piece(source.strip(), from + space, from + length, isWhole);
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

  /** Source with {@code public} before a declaration that begins at a position. */
  static String madePublic(String source, int at) {
    String declaration = source.substring(at).replaceFirst("\\Aprotected\\s+", "");
    return source.substring(0, at) + "public " + declaration;
  }

  /** Source with {@code final} for {@code non-sealed}. */
  static String madeFinal(String source) {
    return NON_SEALED.matcher(source).replaceFirst("final");
  }
}
