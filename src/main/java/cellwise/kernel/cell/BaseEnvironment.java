package cellwise.kernel.cell;

import cellwise.kernel.wire.Json;
import cellwise.kernel.wire.Request;
import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.channels.ShellReplyEnvironment;
import io.github.spencerpark.jupyter.messages.Message;
import java.util.List;

/** What the base library's streams and comms take for the client, in terms of this kernel's own. */
final class BaseEnvironment extends ShellReplyEnvironment {
  private final Request request;
  private final CellIo io;

  BaseEnvironment(Request request, CellIo io) {
    super(null, null, null, null);
    this.request = request;
    this.io = io;
  }

  /** Publishes a message of the base library's under the request that the thread belongs to. */
  static void publish(CellIo io, Message<?> message) {
    JsonObject metadata =
        message.hasMetadata() ? Json.tree(message.getMetadata()) : new JsonObject();
    List<byte[]> buffers = message.getBlobs() == null ? List.of() : message.getBlobs();
    io.publish(message.getHeader().getType().getName(), message.getContent(), metadata, buffers);
  }

  @Override
  public void publish(Message<?> message) {
    publish(io, message);
  }

  @Override
  public String readFromStdIn(String text, boolean isPassword) {
    return request.ask(text, isPassword);
  }

  @Override
  public void setStatusBusy() {} // told anyway

  @Override
  public void setStatusIdle() {}

  @Override
  public void setBusyDeferIdle() {}
}
