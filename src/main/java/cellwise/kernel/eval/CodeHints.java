package cellwise.kernel.eval;

import cellwise.kernel.eval.CellSplitter.Piece;
import java.util.Comparator;
import java.util.List;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/** What can be told of source that is being typed; positions are characters counted from 0. */
public final class CodeHints {
  private static final String INDENT = "    ";

  private final SourceCodeAnalysis analysis;
  private final CellSplitter splitter;

  CodeHints(SourceCodeAnalysis analysis) {
    this.analysis = analysis;
    splitter = new CellSplitter(analysis);
  }

  /**
   * Ways to go on.
   *
   * @param names what may stand from {@code from} to the cursor, those of a fitting type first
   * @param from where what they replace begins
   */
  public record Completion(List<String> names, int from) {}

  /** The ways to go on at the end of source. */
  public Completion complete(String code) {
    CellSoFar cell = CellSoFar.of(splitter, code, true);
    int[] anchor = {cell.code().length()};
    List<String> names =
        analysis.completionSuggestions(cell.code(), cell.code().length(), anchor).stream()
            .sorted(Comparator.comparing(s -> !s.matchesType()))
            .map(Suggestion::continuation)
            .filter(each -> !each.contains("$"))
            .distinct()
            .toList();
    return new Completion(names, anchor[0] - cell.shift());
  }

  /** Signatures and documentation of what stands at a position or is called there. */
  public List<Documentation> inspect(String code, int at) {
    int end = at;
    while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
      end++;
    }
    String name = CellSoFar.of(splitter, code.substring(0, end), false).code();
    List<Documentation> found = analysis.documentation(name, name.length(), true);
    return found.isEmpty()
        // JShell knows a method only by its opening parenthesis.
        ? analysis.documentation(name + "(", name.length() + 1, true)
        : found;
  }

  /**
   * Says {@code complete} if source can run, {@code invalid} if no more lines help, else the next
   * line's indent.
   */
  public String completeness(String code) {
    for (int at = 0; !code.substring(at).isBlank(); ) {
      Piece piece = splitter.next(code, at);
      switch (piece.completeness()) {
        case UNKNOWN -> {
          return "invalid";
        }
        case DEFINITELY_INCOMPLETE, CONSIDERED_INCOMPLETE -> {
          return indent(code);
        }
        case COMPLETE, COMPLETE_WITH_SEMI, EMPTY -> at = piece.end();
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
