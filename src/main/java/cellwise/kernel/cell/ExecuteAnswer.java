package cellwise.kernel.cell;

import cellwise.kernel.eval.CellFailure;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.annotations.SerializedName;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.messages.ContentType;
import io.github.spencerpark.jupyter.messages.MessageType;
import java.util.List;
import java.util.Map;

/**
 * The reply to an execute request that did not fail. The base library's lacks payloads and the
 * status {@code aborted}, and sends the values of expressions without their status.
 */
@SuppressWarnings("unused") // the fields are those of the JSON
final class ExecuteAnswer implements ContentType<ExecuteAnswer> {
  private final String status;

  @SerializedName("execution_count")
  private final Integer count;

  private final List<Map<String, Object>> payload;

  @SerializedName("user_expressions")
  private final Map<String, JsonObject> expressions;

  private ExecuteAnswer(
      String status,
      Integer count,
      List<Map<String, Object>> payload,
      Map<String, JsonObject> expressions) {
    this.status = status;
    this.count = count;
    this.payload = payload;
    this.expressions = expressions;
  }

  /** The cell has run. */
  static ExecuteAnswer ok(int count, Map<String, JsonObject> expressions) {
    return new ExecuteAnswer("ok", count, List.of(), expressions);
  }

  /** The cell asked for a text to read. */
  static ExecuteAnswer page(int count, DisplayData text) {
    Map<String, Object> page =
        Map.of(
            "source",
            "page",
            "data",
            new Gson().toJsonTree(text).getAsJsonObject().get("data"),
            "start",
            0);
    return new ExecuteAnswer("ok", count, List.of(page), Map.of());
  }

  /** The cell did not run, since one before it failed. */
  static ExecuteAnswer aborted() {
    return new ExecuteAnswer("aborted", null, null, null);
  }

  /** The value of an expression that came with the request. */
  static JsonObject value(DisplayData shown) {
    JsonObject value = new Gson().toJsonTree(shown).getAsJsonObject();
    value.addProperty("status", "ok");
    return value;
  }

  /** The failure of an expression that came with the request. */
  static JsonObject failure(CellFailure e) {
    JsonObject failure = new JsonObject();
    failure.addProperty("status", "error");
    failure.addProperty("ename", e.name());
    failure.addProperty("evalue", e.getMessage());
    failure.add("traceback", new Gson().toJsonTree(e.traceback()));
    return failure;
  }

  @Override
  @SuppressWarnings("unchecked")
  public MessageType<ExecuteAnswer> getType() {
    return (MessageType<ExecuteAnswer>) (MessageType<?>) MessageType.EXECUTE_REPLY;
  }
}
