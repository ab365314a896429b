package cellwise.kernel;

import io.github.spencerpark.jupyter.channels.ShellHandler;
import io.github.spencerpark.jupyter.channels.ShellReplyEnvironment;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.messages.ContentType;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.publish.PublishError;
import io.github.spencerpark.jupyter.messages.publish.PublishExecuteInput;
import io.github.spencerpark.jupyter.messages.publish.PublishExecuteResult;
import io.github.spencerpark.jupyter.messages.reply.ErrorReply;
import io.github.spencerpark.jupyter.messages.reply.ExecuteReply;
import io.github.spencerpark.jupyter.messages.request.ExecuteRequest;
import java.util.List;
import java.util.Map;

/**
 * Answers execute requests: busy, the cell's input, its output while it runs, result or error, the
 * reply, idle. After an error the requests already queued are answered as aborted, unless the
 * request asks to go on.
 */
final class ExecuteHandler implements ShellHandler<ExecuteRequest> {
  private final JavaKernel kernel;
  private final KernelConnection connection;
  private int count;

  ExecuteHandler(JavaKernel kernel, KernelConnection connection) {
    this.kernel = kernel;
    this.connection = connection;
  }

  /** The reply that the base library lacks; its field is the field of the JSON. */
  private static final class Aborted implements ContentType<Aborted> {
    @SuppressWarnings("unused")
    private final String status = "aborted";

    @Override
    @SuppressWarnings("unchecked")
    public MessageType<Aborted> getType() {
      return (MessageType<Aborted>) (MessageType<?>) MessageType.EXECUTE_REPLY;
    }
  }

  @Override
  public void handle(ShellReplyEnvironment env, Message<ExecuteRequest> message) {
    ExecuteRequest request = message.getContent();
    if (!request.isSilent() && request.shouldStoreHistory()) {
      count++;
    }
    List<Message<?>> queued = List.of();
    env.setStatusBusy();
    try {
      kernel.getCommManager().setMessageContext(message);
      kernel.attach(env, message, request.isStdinEnabled());
      run(env, request);
    } catch (CellFailure e) {
      // Before the reply: what the client sends once it knows of the error is to run.
      queued = request.shouldStopOnError() ? connection.takeQueue() : List.of();
      fail(env, e);
    } finally {
      env.setStatusIdle();
    }
    connection.answer(queued, ExecuteHandler::abort);
  }

  private void run(ShellReplyEnvironment env, ExecuteRequest request) throws CellFailure {
    if (!request.isSilent()) {
      env.publish(new PublishExecuteInput(request.getCode(), count));
    }
    DisplayData result = kernel.execute(new Cell(count, request.getCode()));
    if (result != null && !request.isSilent()) {
      env.publish(new PublishExecuteResult(count, result));
    }
    env.reply(new ExecuteReply(count, Map.of()));
  }

  private void fail(ShellReplyEnvironment env, CellFailure e) {
    env.publish(new PublishError(e.name(), e.getMessage(), e.traceback()));
    ErrorReply error = new ErrorReply(e.name(), e.getMessage(), e.traceback());
    error.setExecutionCount(count);
    env.replyError(ExecuteReply.MESSAGE_TYPE.error(), error);
  }

  private static void abort(ShellReplyEnvironment env, Message<ExecuteRequest> message) {
    env.setStatusBusy();
    env.reply(new Aborted());
    env.setStatusIdle();
  }
}
