package cellwise.kernel.cell;

import cellwise.kernel.eval.Cell;
import cellwise.kernel.eval.CellEvaluator;
import cellwise.kernel.eval.CellFailure;
import cellwise.kernel.show.ValueRenderers;
import cellwise.kernel.wire.Handler;
import cellwise.kernel.wire.Json;
import cellwise.kernel.wire.Request;
import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.Renderer;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers execute requests: the cell's input, its output while it runs, result or error, the reply.
 * Values are rendered as a part of the cell: an interrupt ends that too. A cell {@code name?} asks
 * for documentation.
 */
public final class ExecuteHandler implements Handler {
  private static final Pattern QUESTION = Pattern.compile("\\s*([\\w.]+)\\?{1,2}\\s*");

  private final CellEvaluator evaluator;
  private final Renderer renderer;
  private final EditorRequests hints;
  private final CellIo io;
  private final History history;
  private int count;
  private volatile String lastId;

  /** Has cells run, in whose streams what they print belongs to their request. */
  public ExecuteHandler(
      CellEvaluator evaluator,
      Renderer renderer,
      EditorRequests hints,
      CellIo io,
      History history) {
    this.evaluator = evaluator;
    this.renderer = renderer;
    this.hints = hints;
    this.io = io;
    this.history = history;
  }

  /** Takes notice of an id just returned to a cell: as a cell's result nobody wants to see it. */
  public void returned(String id) {
    lastId = id;
  }

  /** An interrupt is for this cell from the moment on at which somebody knows of it. */
  @Override
  public void begin() {
    evaluator.begin();
  }

  @Override
  public Object answer(Request request) {
    ExecuteRequest asked = request.content(ExecuteRequest.class);
    try {
      io.attach(request, asked.silent(), asked.allowStdin());
      return answer(request, asked);
    } catch (CellFailure | RuntimeException | Error e) { // a client waits for the reply to anything
      return ExecuteAnswer.failed(count, CellFailure.of(e));
    }
  }

  private ExecuteAnswer answer(Request request, ExecuteRequest asked) throws CellFailure {
    Cell cell = new Cell(asked.storeHistory() ? ++count : count, asked.code());
    if (asked.storeHistory()) {
      history.add(count, asked.code());
    }
    if (!asked.silent()) {
      request.publish("execute_input", Map.of("code", cell.source(), "execution_count", count));
    }
    Matcher question = QUESTION.matcher(cell.source());
    if (question.matches()) {
      return ExecuteAnswer.page(count, hints.document(question.group(1)));
    }
    Object value = evaluator.eval(cell);
    DisplayData result = value == null || value == lastId ? null : rendered(value);
    if (result != null && !asked.silent()) {
      JsonObject shown = Json.tree(result);
      shown.addProperty("execution_count", count);
      request.publish("execute_result", shown);
    }
    if (result != null && asked.storeHistory()) {
      history.addOutput(String.valueOf(result.getData(MIMEType.TEXT_PLAIN)));
    }
    return ExecuteAnswer.ok(count, expressions(asked.userExpressions()));
  }

  private Map<String, Object> expressions(Map<String, String> sources) {
    Map<String, Object> values = new LinkedHashMap<>();
    sources.forEach((name, source) -> values.put(name, expression(source)));
    return values;
  }

  private Object expression(String source) {
    try {
      return ExecuteAnswer.value(rendered(evaluator.evalInside(source)));
    } catch (CellFailure e) {
      return ExecuteAnswer.failed(null, e);
    }
  }

  private DisplayData rendered(Object value) throws CellFailure {
    return evaluator.compute(() -> ValueRenderers.render(renderer, value));
  }
}
