package cellwise.kernel.cell;

import cellwise.kernel.wire.KernelConnection;
import cellwise.kernel.wire.Request;
import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.channels.IOPubChannel;
import io.github.spencerpark.jupyter.channels.ReplyEnvironment;
import io.github.spencerpark.jupyter.kernel.comm.Comm;
import io.github.spencerpark.jupyter.kernel.comm.CommManager;
import io.github.spencerpark.jupyter.messages.HMACGenerator;
import io.github.spencerpark.jupyter.messages.Header;
import io.github.spencerpark.jupyter.messages.KernelTimestamp;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.MessageType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.zeromq.ZMQ;

/** The base library's comms, by which cells talk with widgets of the client. */
public final class Comms {
  private record Query(String targetName) {}

  private final CommManager manager;
  private final CellIo io;
  private boolean isConnected;

  /** Has the comms of a manager talk with the clients of a connection. */
  public Comms(CommManager manager, CellIo io, KernelConnection connection) {
    this.manager = manager;
    this.io = io;
    connection.handle("comm_info_request", this::list);
    handle(connection, MessageType.COMM_OPEN_COMMAND, manager::handleCommOpenCommand);
    handle(connection, MessageType.COMM_MSG_COMMAND, manager::handleCommMsgCommand);
    handle(connection, MessageType.COMM_CLOSE_COMMAND, manager::handleCommCloseCommand);
  }

  /** The manager, able to send. */
  public synchronized CommManager manager() {
    if (!isConnected) {
      manager.setIOPubChannel(new Channel(io));
      isConnected = true;
    }
    return manager;
  }

  private Object list(Request request) {
    String wanted = request.content(Query.class).targetName();
    Map<String, Map<String, String>> found = new LinkedHashMap<>();
    for (Comm comm : manager) {
      if (wanted == null || wanted.equals(comm.getTargetName())) {
        found.put(comm.getID(), Map.of("target_name", comm.getTargetName()));
      }
    }
    return Map.of("comms", found);
  }

  private <T> void handle(
      KernelConnection connection,
      MessageType<T> type,
      BiConsumer<ReplyEnvironment, Message<T>> manage) {
    connection.handle(
        type.getName(),
        request -> {
          Message<T> message = message(request, type);
          io.during(request, () -> manage.accept(new BaseEnvironment(request, io), message));
          return null;
        });
  }

  private static <T> Message<T> message(Request request, MessageType<T> type) {
    JsonObject header = request.header();
    return new Message<>(
        List.of(),
        new Header<>(
            text(header, "msg_id"),
            text(header, "username"),
            text(header, "session"),
            KernelTimestamp.now(),
            type,
            text(header, "version")),
        null,
        new HashMap<>(request.metadata().asMap()),
        request.content(type.getContentType()),
        request.buffers());
  }

  private static String text(JsonObject header, String field) {
    return header.has(field) ? header.get(field).getAsString() : "";
  }

  /** The only form in which a manager takes what it sends by: of the socket nothing is used. */
  private static final class Channel extends IOPubChannel {
    private final CellIo io;

    Channel(CellIo io) {
      this(io, ZMQ.context(1));
    }

    private Channel(CellIo io, ZMQ.Context context) {
      super(context, HMACGenerator.NO_AUTH_INSTANCE);
      this.io = io;
      close();
      context.close();
    }

    @Override
    public void sendMessage(Message<?> message) {
      BaseEnvironment.publish(io, message);
    }
  }
}
