package cellwise.kernel.wire;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.zeromq.ZMQ;

/**
 * Answers the messages that come by a socket: says busy, has a handler answer, replies, says idle.
 * After a cell that failed the cells already queued are answered as aborted, unless its request
 * asks to go on.
 */
final class Dispatcher {
  private static final String EXECUTE = "execute_request";
  private static final String REQUEST = "_request";

  /** What went wrong, as all clients are told and, with a status, who has asked. */
  private record Failure(String ename, String evalue, List<String> traceback) {}

  private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
  private final MessageFormat format;
  private final PublishQueue publishing;
  private final InputPrompt prompt;
  private final PrintStream log = System.err;

  Dispatcher(MessageFormat format, PublishQueue publishing, InputPrompt prompt) {
    this.format = format;
    this.publishing = publishing;
    this.prompt = prompt;
  }

  void handle(String type, Handler handler) {
    handlers.put(type, handler);
  }

  /**
   * Runs what deals with a message. One that cannot be read or answered is told in the log alone,
   * as a loop that ended with it would leave a kernel that only seems alive.
   */
  void attempt(Runnable answer) {
    try {
      answer.run();
    } catch (RuntimeException | Error e) {
      log.println("a message was not answered: " + e);
    }
  }

  /** Answers a message that came by the shell socket, and with a failing cell those behind it. */
  void answerByShell(ZMQ.Socket socket, List<byte[]> frames) {
    List<Message> queued = new ArrayList<>();
    Message message = format.read(frames);
    answer(
        socket,
        message,
        handler(message.type()),
        failure -> fail(socket, message, failure, queued));
    for (Message each : queued) {
      boolean isCell = each.type().equals(EXECUTE);
      Handler handler = isCell ? request -> Map.of("status", "aborted") : handler(each.type());
      attempt(() -> answer(socket, each, handler, failure -> {}));
    }
  }

  /** Answers a message that came by the control socket, at once, also while a cell runs. */
  void answerByControl(ZMQ.Socket socket, List<byte[]> frames) {
    Message message = format.read(frames);
    Handler handler =
        message.type().equals(EXECUTE)
            ? refuse("cells wait in line on the shell channel: send " + EXECUTE + " there")
            : handler(message.type());
    answer(socket, message, handler, failure -> {});
  }

  /**
   * Takes what waits behind a failing cell before anybody knows, as what is sent then is to run.
   */
  private void fail(ZMQ.Socket socket, Message message, JsonObject failure, List<Message> queued) {
    if (!message.type().equals(EXECUTE)) {
      return;
    }
    if (wishes(message, "stop_on_error", true)) {
      takeQueue(socket, queued);
    }
    if (!wishes(message, "silent", false)) {
      new Request(message, publishing, prompt).publish("error", Json.read(failure, Failure.class));
    }
  }

  private static boolean wishes(Message message, String field, boolean otherwise) {
    return message.content().get(field) instanceof JsonPrimitive wish
        ? wish.getAsBoolean()
        : otherwise;
  }

  /** What answers a type of message, null if it is nothing that wants an answer. */
  private Handler handler(String type) {
    Handler refusal =
        type.endsWith(REQUEST)
            ? refuse(type + " is unknown here: see supported_features in kernel_info_reply")
            : null;
    return handlers.getOrDefault(type, refusal);
  }

  private static Handler refuse(String why) {
    return request -> {
      throw new UnsupportedOperationException(why);
    };
  }

  private void takeQueue(ZMQ.Socket socket, List<Message> queued) {
    for (List<byte[]> next = MessageFormat.receive(socket, ZMQ.DONTWAIT);
        !next.isEmpty();
        next = MessageFormat.receive(socket, ZMQ.DONTWAIT)) {
      List<byte[]> frames = next;
      attempt(() -> queued.add(format.read(frames)));
    }
  }

  private void answer(
      ZMQ.Socket socket, Message message, Handler handler, Consumer<JsonObject> onFailure) {
    if (handler == null) {
      return;
    }
    Request request = new Request(message, publishing, prompt);
    handler.begin();
    request.publish("status", Map.of("execution_state", "busy"));
    try {
      JsonObject reply = reply(handler, request);
      boolean hasFailed = reply.get("status").getAsString().equals("error");
      if (hasFailed) {
        onFailure.accept(reply);
      }
      if (message.type().endsWith(REQUEST)) {
        String type = message.type().replace(REQUEST, "_reply");
        MessageFormat.send(socket, format.write(message.answer(type, reply)));
      } else if (hasFailed) {
        log.println(message.type() + " failed: " + reply.get("traceback"));
      }
    } finally {
      request.publish("status", Map.of("execution_state", "idle"));
    }
  }

  /** A client waits for the reply to anything that has one. */
  private static JsonObject reply(Handler handler, Request request) {
    JsonObject reply = new JsonObject();
    reply.addProperty("status", "ok");
    try {
      Object content = handler.answer(request);
      if (content != null) {
        Json.tree(content).asMap().forEach(reply::add);
      }
    } catch (Exception | Error e) {
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace, true));
      String name = e.getClass().getName();
      List<String> lines = trace.toString().lines().toList();
      Failure failure = new Failure(name, String.valueOf(e.getMessage()), lines);
      Json.tree(failure).asMap().forEach(reply::add);
      reply.addProperty("status", "error");
    }
    return reply;
  }
}
