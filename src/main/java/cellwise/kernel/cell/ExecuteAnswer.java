package cellwise.kernel.cell;

import cellwise.kernel.eval.CellFailure;
import cellwise.kernel.wire.Json;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.List;
import java.util.Map;

/** The reply to an execute request; the components are the fields of the JSON. */
record ExecuteAnswer(int executionCount, List<Page> payload, Map<String, Object> userExpressions) {
  /** A text to read. */
  private record Page(String source, JsonElement data, int start) {}

  /** What a client shows of a failure. */
  private record Failure(
      String status, Integer executionCount, String ename, String evalue, List<String> traceback) {}

  /** The cell has run. */
  static ExecuteAnswer ok(int count, Map<String, Object> expressions) {
    return new ExecuteAnswer(count, List.of(), expressions);
  }

  /** The cell asked for a text to read. */
  static ExecuteAnswer page(int count, DisplayData text) {
    Page page = new Page("page", Json.tree(text).get("data"), 0);
    return new ExecuteAnswer(count, List.of(page), Map.of());
  }

  /** The cell failed; without a count, an expression that came with the request. */
  static Object failed(Integer count, CellFailure e) {
    return new Failure("error", count, e.name(), e.getMessage(), e.traceback());
  }

  /** The value of an expression that came with the request. */
  static Object value(DisplayData shown) {
    JsonObject value = Json.tree(shown);
    value.addProperty("status", "ok");
    return value;
  }
}
