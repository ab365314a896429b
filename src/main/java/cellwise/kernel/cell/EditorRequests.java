package cellwise.kernel.cell;

import cellwise.kernel.eval.CellEvaluator;
import cellwise.kernel.eval.CodeHints.Completion;
import cellwise.kernel.magic.CellMagics;
import cellwise.kernel.magic.MagicSyntax;
import cellwise.kernel.wire.Json;
import cellwise.kernel.wire.KernelConnection;
import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import jdk.jshell.SourceCodeAnalysis.Documentation;

/**
 * What an editor asks about source that is being typed, magics among it; positions are Unicode code
 * points counted from 0, as in the protocol since 5.2, of which some characters of Java's are only
 * half a one.
 */
public final class EditorRequests {
  private static final Set<String> STATES = Set.of("complete", "invalid", "unknown");

  /** Source that is being typed, and where the cursor is in it. */
  private record Typed(String code, int cursorPos) {}

  /** The ways to go on, and what they replace. */
  record CompleteReply(
      List<String> matches, int cursorStart, int cursorEnd, Map<String, String> metadata) {}

  /** Whether source can run, or with what indent it goes on. */
  record IsCompleteReply(String status, String indent) {}

  private final CellEvaluator evaluator;
  private final MagicSyntax syntax;
  private final CellMagics magics;

  /** Answers from what an evaluator knows. */
  public EditorRequests(CellEvaluator evaluator, MagicSyntax syntax, CellMagics magics) {
    this.evaluator = evaluator;
    this.syntax = syntax;
    this.magics = magics;
  }

  /** Has the requests of a connection answered. */
  public void handle(KernelConnection connection) {
    handle(connection, "complete_request", it -> complete(it.code(), it.cursorPos()));
    handle(connection, "inspect_request", it -> inspected(it.code(), it.cursorPos()));
    handle(connection, "is_complete_request", it -> isComplete(it.code()));
  }

  private static void handle(KernelConnection to, String type, Function<Typed, Object> answer) {
    to.handle(type, request -> answer.apply(request.content(Typed.class)));
  }

  private JsonObject inspected(String code, int position) {
    DisplayData found = inspect(code, position);
    JsonObject reply = Json.tree(DisplayData.emptyIfNull(found));
    reply.addProperty("found", found != null);
    return reply;
  }

  /** The ways to go on at a position, those of a fitting type first. */
  CompleteReply complete(String code, int position) {
    int at = index(code, position);
    String magic = syntax.typed(code.substring(0, at));
    Completion found =
        magic == null
            ? evaluator.hints().complete(syntax.blank(code).substring(0, at))
            : new Completion(names(magic), at - magic.length());
    return new CompleteReply(
        found.names(), code.codePointCount(0, found.from()), code.codePointCount(0, at), Map.of());
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
  DisplayData inspect(String code, int position) {
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

  /** Whether source can run; what needs more lines goes on with an indent. */
  IsCompleteReply isComplete(String code) {
    String state;
    try {
      state = evaluator.hints().completeness(syntax.rewrite(code));
    } catch (RuntimeException | Error e) {
      state = "unknown"; // a console waits for one of its words, whatever happens
    }
    return STATES.contains(state)
        ? new IsCompleteReply(state, null)
        : new IsCompleteReply("incomplete", state);
  }
}
