package cellwise.kernel.cell;

import cellwise.kernel.eval.CellEvaluator;
import cellwise.kernel.eval.CodeHints.Completion;
import cellwise.kernel.magic.CellMagics;
import cellwise.kernel.magic.MagicSyntax;
import io.github.spencerpark.jupyter.kernel.ReplacementOptions;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.List;
import java.util.stream.Stream;
import jdk.jshell.SourceCodeAnalysis.Documentation;

/**
 * What an editor asks about source that is being typed, magics among it; positions are Unicode code
 * points counted from 0, as in the protocol since 5.2, of which some characters of Java's are only
 * half a one.
 */
public final class CodeAnswers {
  private final CellEvaluator evaluator;
  private final MagicSyntax syntax;
  private final CellMagics magics;

  /** Answers from what an evaluator knows. */
  public CodeAnswers(CellEvaluator evaluator, MagicSyntax syntax, CellMagics magics) {
    this.evaluator = evaluator;
    this.syntax = syntax;
    this.magics = magics;
  }

  /** The ways to go on at a position, those of a fitting type first. */
  public ReplacementOptions complete(String code, int position) {
    int at = index(code, position);
    String magic = syntax.typed(code.substring(0, at));
    Completion found =
        magic == null
            ? evaluator.hints().complete(syntax.blank(code).substring(0, at))
            : new Completion(names(magic), at - magic.length());
    return new ReplacementOptions(
        found.names(), code.codePointCount(0, found.from()), code.codePointCount(0, at));
  }

  private List<String> names(String magic) {
    return Stream.concat(
            magics.lineNames().stream().map("%"::concat),
            magics.cellNames().stream().map("%%"::concat))
        .filter(name -> name.startsWith(magic))
        .toList();
  }

  private static int index(String code, int position) {
    int inside = Math.max(0, Math.min(position, code.codePointCount(0, code.length())));
    return code.offsetByCodePoints(0, inside);
  }

  /**
   * Signatures and documentation of what stands at a position or is called there, null if unknown.
   */
  public DisplayData inspect(String code, int position) {
    List<Documentation> found =
        evaluator.hints().inspect(syntax.blank(code), index(code, position));
    return found.isEmpty() ? null : show(found);
  }

  /** What is known of a name. */
  DisplayData document(String name) {
    DisplayData found = inspect(name, name.length());
    if (found == null) {
      throw new IllegalArgumentException("nothing is known of " + name);
    }
    return found;
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
   * Says {@code complete} if source can run, {@code invalid} if no more lines help, {@code unknown}
   * if it cannot be told, else the next line's indent.
   */
  public String completeness(String code) {
    try {
      return evaluator.hints().completeness(syntax.rewrite(code));
    } catch (RuntimeException | Error e) {
      return "unknown"; // a client waits for the reply, whatever happens
    }
  }
}
