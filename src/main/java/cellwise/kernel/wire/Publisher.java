package cellwise.kernel.wire;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.zeromq.ZMQ;

/** The one thread that sends what is queued by the broadcast socket, and welcomes new clients. */
final class Publisher {
  private static final int LAST_WORDS_MILLIS = 1000;

  /** Messages on their way to a client, each at most the queue's whole content. */
  private static final int MOST_UNDER_WAY = 50;

  private final PublishQueue queue;
  private final ZMQ.Socket socket;
  private final MessageFormat format;
  private final Thread sender = new Thread(this::sendAll, "publish");

  /** Sends by a socket that is bound, and has it from now on for itself. */
  Publisher(PublishQueue queue, ZMQ.Socket socket, MessageFormat format) {
    this.queue = queue;
    this.socket = socket;
    this.format = format;
    sender.setDaemon(true);
    sender.start();
  }

  /** Has a socket, not yet bound, wait for slow clients and tell of new ones. */
  static void prepare(ZMQ.Socket socket) {
    socket.setSndHWM(MOST_UNDER_WAY);
    socket.setXpubNoDrop(true); // waits for a client that has so many to take
    socket.setXpubVerbose(true);
  }

  private void sendAll() {
    try (socket) {
      for (List<Supplier<Message>> batch = queue.take();
          !queue.isClosing() || !batch.isEmpty();
          batch = queue.take()) {
        welcome();
        for (Supplier<Message> message : batch) {
          send(message.get());
          queue.moved();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      if (!queue.isClosing()) {
        // Most likely the heap is full. Silent, the kernel would only seem alive: Jupyter starts
        // anew.
        Runtime.getRuntime().halt(1);
      }
    }
  }

  /** Tells those who have subscribed since the last time that nothing will be lost from now on. */
  private void welcome() {
    for (byte[] event = socket.recv(ZMQ.DONTWAIT);
        event != null;
        event = socket.recv(ZMQ.DONTWAIT)) {
      if (event.length > 0 && event[0] == 1) {
        String topic = new String(event, 1, event.length - 1, StandardCharsets.UTF_8);
        JsonObject content = Json.tree(Map.of("subscription", topic));
        List<byte[]> subscribers = List.of(topic.getBytes(StandardCharsets.UTF_8));
        send(Message.of(subscribers, "iopub_welcome", content));
      }
    }
  }

  /** Sends a message, or says under the same request why it cannot be sent. */
  private void send(Message message) {
    try {
      MessageFormat.send(socket, format.write(message));
    } catch (RuntimeException | Error e) {
      String text = message.type() + " cannot be sent: " + e + "\n";
      Message instead =
          PublishQueue.broadcast(null, "stream", Map.of("name", "stderr", "text", text));
      MessageFormat.send(socket, format.write(instead.about(message.parent())));
    }
  }

  /** Sends what is queued, then closes the socket; false if a client does not take it in time. */
  boolean close() throws InterruptedException {
    queue.close();
    sender.join(LAST_WORDS_MILLIS);
    return !sender.isAlive();
  }
}
