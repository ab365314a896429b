package cellwise.kernel.cell;

import cellwise.kernel.wire.Json;
import cellwise.kernel.wire.KernelConnection;
import cellwise.kernel.wire.Request;
import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.kernel.ReplacementOptions;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an editor asks, in the protocol's terms. */
public final class EditorRequests {
  private static final Set<String> STATES = Set.of("complete", "invalid", "unknown");

  /** Source that is being typed, and where the cursor is in it, in code points. */
  private record Typed(String code, int cursorPos) {}

  private record CompleteReply(
      List<String> matches, int cursorStart, int cursorEnd, Map<String, String> metadata) {}

  private record IsCompleteReply(String status, String indent) {}

  private EditorRequests() {}

  /** Has them answered from what is known of the code. */
  public static void answer(KernelConnection connection, CodeAnswers hints) {
    connection.handle("complete_request", request -> complete(hints, typed(request)));
    connection.handle("inspect_request", request -> inspect(hints, typed(request)));
    connection.handle("is_complete_request", request -> isComplete(hints, typed(request)));
  }

  private static Typed typed(Request request) {
    return request.content(Typed.class);
  }

  private static Object complete(CodeAnswers hints, Typed typed) {
    ReplacementOptions found = hints.complete(typed.code(), typed.cursorPos());
    return new CompleteReply(
        found.getReplacements(), found.getSourceStart(), found.getSourceEnd(), Map.of());
  }

  private static Object inspect(CodeAnswers hints, Typed typed) {
    DisplayData found = hints.inspect(typed.code(), typed.cursorPos());
    JsonObject reply = Json.tree(DisplayData.emptyIfNull(found));
    reply.addProperty("found", found != null);
    return reply;
  }

  private static Object isComplete(CodeAnswers hints, Typed typed) {
    String state = hints.completeness(typed.code());
    return STATES.contains(state)
        ? new IsCompleteReply(state, null)
        : new IsCompleteReply("incomplete", state);
  }
}
