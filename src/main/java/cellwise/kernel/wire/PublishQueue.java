package cellwise.kernel.wire;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.zeromq.ZMQ;

/**
 * The broadcast socket behind a queue: any thread adds, one thread sends, in the order of adding.
 *
 * <p>Printed text waits up to {@value #TEXT_WAIT_MILLIS} ms for more of its kind, so that 100,000
 * lines become some hundred messages; any other message takes all text before it along at once.
 * Threads of cells never touch the socket: an interrupt inside it would break it.
 *
 * <p>A client slower than the cells makes these wait, so that the heap does not fill; one that
 * takes nothing at all for {@value #PATIENCE_SECONDS} s, as it may wait for the reply first, does
 * not.
 */
public final class PublishQueue implements AutoCloseable {
  /** The longest that printed text waits, in milliseconds. */
  private static final long TEXT_WAIT_MILLIS = 50;

  /** The longest that a new client waits for its welcome while nothing happens, in milliseconds. */
  private static final long WELCOME_MILLIS = 100;

  /** How long a client that takes nothing keeps cells waiting, in seconds. */
  private static final long PATIENCE_SECONDS = 10;

  /** Characters that may be queued before cells wait: some thousand lines. */
  private static final int ROOM = 1 << 18;

  /** What a message that is no text counts as, in characters. */
  private static final int SIZE_OF_MESSAGE = 1 << 12;

  private static final int LAST_WORDS_MILLIS = 1000;

  /** Messages on their way to a client, each at most the queue's whole content. */
  private static final int MOST_UNDER_WAY = 50;

  /** Text of one stream of one request, still growing. */
  private record Text(Request request, String stream, StringBuilder text)
      implements Supplier<Message> {
    @Override
    public Message get() {
      return broadcast(request, "stream", Map.of("name", stream, "text", text.toString()));
    }
  }

  private final Deque<Supplier<Message>> pending = new ArrayDeque<>();
  private final ZMQ.Socket socket;
  private final MessageFormat format;
  private final long patience;
  private final Thread sender = new Thread(this::sendAll, "publish");
  private long size;
  private long lastMove = System.nanoTime();
  private boolean urgent;
  private boolean isHurried;
  private volatile boolean closing;

  /** Publishes by a socket that is bound, and has it from now on for itself. */
  PublishQueue(ZMQ.Socket socket, MessageFormat format) {
    this(socket, format, Duration.ofSeconds(PATIENCE_SECONDS));
  }

  /** As above, but for how long a client that takes nothing keeps cells waiting. */
  PublishQueue(ZMQ.Socket socket, MessageFormat format, Duration patience) {
    this.socket = socket;
    this.format = format;
    this.patience = patience.toNanos();
    sender.setDaemon(true);
    sender.start();
  }

  /** Has a socket, not yet bound, wait for slow clients and tell of new ones. */
  static void prepare(ZMQ.Socket socket) {
    socket.setSndHWM(MOST_UNDER_WAY);
    socket.setXpubNoDrop(true); // waits for a client that has so many to take
    socket.setXpubVerbose(true);
  }

  /** A message to all clients, about a request unless that is null. */
  private static Message broadcast(Request request, String type, Object content) {
    List<byte[]> topic = List.of(type.getBytes(StandardCharsets.UTF_8));
    Message message = Message.of(topic, type, Json.tree(content));
    return request == null ? message : message.about(request.header());
  }

  /** Adds a message about a request, or about none if that is null. */
  public void send(Request request, String type, Object content) {
    add(broadcast(request, type, content));
  }

  /** As above, with more beside the content. */
  public void send(
      Request request, String type, Object content, JsonObject metadata, List<byte[]> buffers) {
    add(broadcast(request, type, content).with(metadata, buffers));
  }

  private void add(Message message) {
    synchronized (pending) {
      pending.add(() -> message);
      size += SIZE_OF_MESSAGE;
      urgent = true;
      pending.notifyAll();
    }
  }

  /** Adds text that was printed, by what a request runs, to {@code stdout} or {@code stderr}. */
  public void write(Request request, String stream, String text) {
    synchronized (pending) {
      if (pending.peekLast() instanceof Text last
          && last.request() == request
          && last.stream().equals(stream)) {
        last.text().append(text);
      } else {
        pending.add(new Text(request, stream, new StringBuilder(text)));
        pending.notifyAll();
      }
      size += text.length();
      if (size > ROOM / 2 && !urgent) {
        urgent = true;
        pending.notifyAll();
      }
    }
  }

  /** Waits while too much is queued; to be called by the threads of cells before they add more. */
  public void waitForRoom() {
    boolean isInterrupted = false;
    synchronized (pending) {
      for (long left = patienceLeft(); left > 0 && isFull(); left = patienceLeft()) {
        try {
          TimeUnit.NANOSECONDS.timedWait(pending, left);
        } catch (InterruptedException e) {
          isInterrupted = true; // for the cell to see, and ours to hurry if it is meant to end it
        }
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isFull() {
    return size > ROOM && !isHurried && !closing;
  }

  private long patienceLeft() {
    return lastMove + patience - System.nanoTime();
  }

  /** Whether nobody is to wait for now. */
  public void hurry(boolean isHurried) {
    synchronized (pending) {
      this.isHurried = isHurried;
      pending.notifyAll();
    }
  }

  /** Runs the action while nothing is added or taken. */
  public void whileAtRest(Runnable action) {
    synchronized (pending) {
      action.run();
    }
  }

  /** Sends what is queued, then closes the socket, unless a client does not take it. */
  @Override
  public void close() {
    synchronized (pending) {
      closing = true;
      pending.notifyAll();
    }
    try {
      sender.join(LAST_WORDS_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** True if nothing is to be sent any more. */
  boolean hasEnded() {
    return !sender.isAlive();
  }

  private void sendAll() {
    try (socket) {
      for (List<Supplier<Message>> batch = take(); !closing || !batch.isEmpty(); batch = take()) {
        welcome();
        for (Supplier<Message> message : batch) {
          send(message.get());
          moved();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      if (!closing) {
        // Most likely the heap is full. Silent, the kernel would only seem alive: Jupyter starts
        // anew.
        Runtime.getRuntime().halt(1);
      }
    }
  }

  private void moved() {
    synchronized (pending) {
      lastMove = System.nanoTime();
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
      Message instead = broadcast(null, "stream", Map.of("name", "stderr", "text", text));
      MessageFormat.send(socket, format.write(instead.about(message.parent())));
    }
  }

  /** Waits for messages, but at most as long as a new client may wait. */
  private List<Supplier<Message>> take() throws InterruptedException {
    synchronized (pending) {
      if (pending.isEmpty() && !closing) {
        pending.wait(WELCOME_MILLIS);
      }
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TEXT_WAIT_MILLIS);
      for (long left = end - System.nanoTime();
          left > 0 && !urgent && !closing && !pending.isEmpty();
          left = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(pending, left);
      }
      List<Supplier<Message>> batch = new ArrayList<>(pending);
      pending.clear();
      size = 0;
      lastMove = System.nanoTime();
      urgent = false;
      pending.notifyAll();
      return batch;
    }
  }
}
