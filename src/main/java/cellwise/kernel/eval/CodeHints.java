package cellwise.kernel.eval;

import cellwise.kernel.magic.CellMagics;
import cellwise.kernel.magic.MagicSyntax;
import io.github.spencerpark.jupyter.kernel.ReplacementOptions;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/**
 * What an editor asks about source that is being typed; positions are Unicode code points counted
 * from 0, as in the protocol since 5.2, of which some characters of Java's are only half a one.
 */
public final class CodeHints {
  private static final String INDENT = "    ";

  private final SourceCodeAnalysis analysis;
  private final CellSplitter splitter;
  private final MagicSyntax syntax;
  private final CellMagics magics;

  public CodeHints(SourceCodeAnalysis analysis, MagicSyntax syntax, CellMagics magics) {
    this.analysis = analysis;
    this.splitter = new CellSplitter(analysis);
    this.syntax = syntax;
    this.magics = magics;
  }

  /** The ways to go on at a position, those of a fitting type first. */
  public ReplacementOptions complete(String code, int position) {
    int at = index(code, position);
    String magic = syntax.typed(code.substring(0, at));
    if (magic != null) {
      List<String> names =
          Stream.concat(
                  magics.lineNames().stream().map("%"::concat),
                  magics.cellNames().stream().map("%%"::concat))
              .filter(name -> name.startsWith(magic))
              .toList();
      return options(names, code, at - magic.length(), at);
    }
    CellSoFar cell = CellSoFar.of(splitter, syntax.blank(code).substring(0, at), true);
    int[] anchor = {cell.code().length()};
    List<String> continuations =
        analysis.completionSuggestions(cell.code(), cell.code().length(), anchor).stream()
            .sorted(Comparator.comparing(s -> !s.matchesType()))
            .map(Suggestion::continuation)
            .filter(each -> !each.contains("$"))
            .distinct()
            .toList();
    return options(continuations, code, anchor[0] - cell.shift(), at);
  }

  private static ReplacementOptions options(List<String> names, String code, int from, int to) {
    return new ReplacementOptions(names, code.codePointCount(0, from), code.codePointCount(0, to));
  }

  private static int index(String code, int position) {
    int inside = Math.max(0, Math.min(position, code.codePointCount(0, code.length())));
    return code.offsetByCodePoints(0, inside);
  }

  /**
   * Signatures and documentation of what stands at a position or is called there, null if unknown.
   */
  public DisplayData inspect(String code, int position) {
    int end = index(code, position);
    while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
      end++;
    }
    String name = CellSoFar.of(splitter, syntax.blank(code).substring(0, end), false).code();
    List<Documentation> found = analysis.documentation(name, name.length(), true);
    if (found.isEmpty()) {
      // JShell knows a method only by its opening parenthesis.
      found = analysis.documentation(name + "(", name.length() + 1, true);
    }
    return found.isEmpty() ? null : show(found);
  }

  private static DisplayData show(List<Documentation> found) {
    StringBuilder text = new StringBuilder();
    StringBuilder html = new StringBuilder();
    for (Documentation each : found) {
      String signature = each.signature();
      String javadoc = each.javadoc() == null ? "" : each.javadoc();
      text.append(signature).append('\n').append(javadoc).append('\n');
      String escaped = signature.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
      html.append("<p><code>").append(escaped).append("</code></p>").append(javadoc);
    }
    DisplayData shown = new DisplayData(text.toString());
    shown.putHTML(html.toString());
    return shown;
  }

  /**
   * Says {@code complete} if source can run, {@code invalid} if no more lines help, else the next
   * line's indent.
   */
  public String completeness(String code) {
    String rest = code;
    while (!rest.isBlank()) {
      CompletionInfo info = analysis.analyzeCompletion(rest);
      switch (info.completeness()) {
        case UNKNOWN -> {
          return "invalid";
        }
        case DEFINITELY_INCOMPLETE, CONSIDERED_INCOMPLETE -> {
          return indent(code);
        }
        case COMPLETE, COMPLETE_WITH_SEMI, EMPTY -> rest = info.remaining();
      }
    }
    return "complete";
  }

  private static String indent(String code) {
    long depth =
        code.chars().filter(c -> c == '{').count() - code.chars().filter(c -> c == '}').count();
    return INDENT.repeat((int) Math.max(0, depth));
  }
}
