package cellwise.kernel.cell;

import cellwise.kernel.eval.Cell;
import cellwise.kernel.eval.CellFailure;
import cellwise.kernel.wire.KernelConnection;
import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.channels.ShellHandler;
import io.github.spencerpark.jupyter.channels.ShellReplyEnvironment;
import io.github.spencerpark.jupyter.kernel.comm.CommManager;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.publish.PublishError;
import io.github.spencerpark.jupyter.messages.publish.PublishExecuteInput;
import io.github.spencerpark.jupyter.messages.publish.PublishExecuteResult;
import io.github.spencerpark.jupyter.messages.reply.ErrorReply;
import io.github.spencerpark.jupyter.messages.reply.ExecuteReply;
import io.github.spencerpark.jupyter.messages.request.ExecuteRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers execute requests: busy, the cell's input, its output while it runs, result or error, the
 * reply, idle. After an error the requests already queued are answered as aborted, unless the
 * request asks to go on. A cell {@code name?} asks for documentation.
 */
public final class ExecuteHandler implements ShellHandler<ExecuteRequest> {
  private static final Pattern QUESTION = Pattern.compile("\\s*([\\w.]+)\\?{1,2}\\s*");

  private final RenderedCells cells;
  private final CodeAnswers hints;
  private final CellIo io;
  private final History history;
  private final KernelConnection connection;
  private final CommManager comms;
  private int count;

  /** A handler of the requests of a connection. */
  public ExecuteHandler(
      RenderedCells cells,
      CodeAnswers hints,
      CellIo io,
      History history,
      KernelConnection connection,
      CommManager comms) {
    this.cells = cells;
    this.hints = hints;
    this.io = io;
    this.history = history;
    this.connection = connection;
    this.comms = comms;
  }

  @Override
  public void handle(ShellReplyEnvironment env, Message<ExecuteRequest> message) {
    ExecuteRequest request = message.getContent();
    List<Message<?>> queued = List.of();
    cells.begin();
    env.setStatusBusy();
    try {
      comms.setMessageContext(message);
      io.attach(env, message, request);
      answer(env, request);
    } catch (CellFailure | RuntimeException | Error e) { // a client waits for the reply to anything
      CellFailure failure = CellFailure.of(e);
      // Before the reply: what the client sends once it knows of the error is to run.
      queued = request.shouldStopOnError() ? connection.takeQueue() : List.of();
      fail(env, request, failure);
    } finally {
      env.setStatusIdle();
    }
    connection.answer(queued, ExecuteHandler::abort);
  }

  private void answer(ShellReplyEnvironment env, ExecuteRequest request) throws CellFailure {
    boolean isStored = request.shouldStoreHistory() && !request.isSilent();
    Cell cell = new Cell(isStored ? ++count : count, request.getCode());
    if (isStored) {
      history.add(count, request.getCode());
    }
    if (!request.isSilent()) {
      env.publish(new PublishExecuteInput(cell.source(), count));
    }
    Matcher question = QUESTION.matcher(cell.source());
    if (question.matches()) {
      env.reply(ExecuteAnswer.page(count, hints.document(question.group(1))));
      return;
    }
    DisplayData result = cells.execute(cell);
    if (result != null && !request.isSilent()) {
      env.publish(new PublishExecuteResult(count, result));
    }
    if (result != null && isStored) {
      history.addOutput(String.valueOf(result.getData(MIMEType.TEXT_PLAIN)));
    }
    env.reply(ExecuteAnswer.ok(count, expressions(request)));
  }

  private Map<String, JsonObject> expressions(ExecuteRequest request) {
    Map<String, JsonObject> values = new LinkedHashMap<>();
    Objects.requireNonNullElse(request.getUserExpr(), Map.<String, String>of())
        .forEach((name, source) -> values.put(name, expression(source)));
    return values;
  }

  private JsonObject expression(String source) {
    try {
      return ExecuteAnswer.value(cells.express(source));
    } catch (CellFailure e) {
      return ExecuteAnswer.failure(e);
    }
  }

  private void fail(ShellReplyEnvironment env, ExecuteRequest request, CellFailure e) {
    if (!request.isSilent()) {
      env.publish(new PublishError(e.name(), e.getMessage(), e.traceback()));
    }
    ErrorReply error = new ErrorReply(e.name(), e.getMessage(), e.traceback());
    error.setExecutionCount(count);
    env.replyError(ExecuteReply.MESSAGE_TYPE.error(), error);
  }

  private static void abort(ShellReplyEnvironment env, Message<ExecuteRequest> message) {
    env.setStatusBusy();
    env.reply(ExecuteAnswer.aborted());
    env.setStatusIdle();
  }
}
