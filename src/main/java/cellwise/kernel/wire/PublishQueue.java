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

/**
 * What is on its way to the broadcast socket: any thread adds, {@link Publisher} takes, in the
 * order of adding.
 *
 * <p>Printed text waits up to {@value #TEXT_WAIT_MILLIS} ms for more of its kind, so that 100,000
 * lines become some hundred messages; any other message takes all text before it along at once.
 * Threads of cells never touch the socket: an interrupt inside it would break it.
 *
 * <p>A client slower than the cells makes these wait, so that the heap does not fill; one that
 * takes nothing at all for {@value #PATIENCE_SECONDS} s, as it may wait for the reply first, does
 * not.
 */
public final class PublishQueue {
  /** The longest that printed text waits, in milliseconds. */
  private static final long TEXT_WAIT_MILLIS = 50;

  /** The longest that a new client waits for its welcome while nothing happens, in milliseconds. */
  private static final long WELCOME_MILLIS = 100;

  /** How long a client that takes nothing keeps cells waiting, in seconds. */
  static final long PATIENCE_SECONDS = 10;

  /** Characters that may be queued before cells wait: some thousand lines. */
  private static final int ROOM = 1 << 18;

  /** What a message that is no text counts as, in characters. */
  private static final int SIZE_OF_MESSAGE = 1 << 12;

  /** Text of one stream of one request, still growing. */
  private record Text(Request request, String stream, StringBuilder text)
      implements Supplier<Message> {
    @Override
    public Message get() {
      return broadcast(request, "stream", Map.of("name", stream, "text", text.toString()));
    }
  }

  private final Deque<Supplier<Message>> pending = new ArrayDeque<>();
  private final long patience;
  private long size;
  private long lastMove = System.nanoTime();
  private boolean urgent;
  private boolean isHurried;
  private volatile boolean closing;

  /** A queue that keeps cells waiting so long for a client that takes nothing. */
  PublishQueue(Duration patience) {
    this.patience = patience.toNanos();
  }

  /** A message to all clients, about a request unless that is null. */
  static Message broadcast(Request request, String type, Object content) {
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

  /** Keeps nobody waiting from now on: what is queued is the last. */
  void close() {
    synchronized (pending) {
      closing = true;
      pending.notifyAll();
    }
  }

  boolean isClosing() {
    return closing;
  }

  /** A message is on its way. */
  void moved() {
    synchronized (pending) {
      lastMove = System.nanoTime();
    }
  }

  /** Waits for messages, but at most as long as a new client may wait. */
  List<Supplier<Message>> take() throws InterruptedException {
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
