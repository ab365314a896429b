package cellwise.kernel.wire;

import io.github.spencerpark.jupyter.channels.IOPubChannel;
import io.github.spencerpark.jupyter.messages.HMACGenerator;
import io.github.spencerpark.jupyter.messages.Header;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.MessageContext;
import io.github.spencerpark.jupyter.messages.publish.PublishStream;
import io.github.spencerpark.jupyter.messages.publish.PublishStream.StreamType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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
public final class PublishQueue extends IOPubChannel {
  /** The longest that printed text waits, in milliseconds. */
  static final long TEXT_WAIT_MILLIS = 50;

  /** How long a client that takes nothing keeps cells waiting, in seconds. */
  private static final long PATIENCE_SECONDS = 10;

  /** Characters that may be queued before cells wait: some thousand lines. */
  static final int ROOM = 1 << 18;

  /** What a message that is no text counts as, in characters. */
  private static final int SIZE_OF_MESSAGE = 1 << 12;

  private static final int LAST_WORDS_MILLIS = 1000;

  /** Messages on their way to a client, each at most the queue's whole content. */
  private static final int MOST_UNDER_WAY = 50;

  /** Text of one stream of one request, still growing. */
  private record Text(MessageContext request, StreamType stream, StringBuilder text)
      implements Supplier<Message<?>> {
    @Override
    public Message<?> get() {
      return new Message<>(
          request, PublishStream.MESSAGE_TYPE, new PublishStream(stream, text.toString()));
    }
  }

  private final Deque<Supplier<Message<?>>> pending = new ArrayDeque<>();
  private final long patience;
  private final Thread sender = new Thread(this::sendAll, "publish");
  private long size;
  private long lastMove = System.nanoTime();
  private boolean urgent;
  private boolean isHurried;
  private volatile boolean closing;

  PublishQueue(ZMQ.Context context, HMACGenerator signer) {
    this(context, signer, Duration.ofSeconds(PATIENCE_SECONDS));
  }

  /** As above, but for how long a client that takes nothing keeps cells waiting. */
  PublishQueue(ZMQ.Context context, HMACGenerator signer, Duration patience) {
    super(context, signer);
    this.patience = patience.toNanos();
    setSndHWM(MOST_UNDER_WAY);
    setXpubNoDrop(true); // waits for a client that has so many to take
    sender.setDaemon(true);
    sender.start();
  }

  @Override
  public void sendMessage(Message<?> message) {
    synchronized (pending) {
      pending.add(() -> message);
      size += SIZE_OF_MESSAGE;
      urgent = true;
      pending.notifyAll();
    }
  }

  /** Adds printed text, to be sent under the request that {@code request} stands for. */
  public void write(MessageContext request, StreamType stream, String text) {
    synchronized (pending) {
      if (pending.peekLast() instanceof Text last
          && last.request() == request
          && last.stream() == stream) {
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
    if (hasEnded()) {
      super.close();
    }
  }

  /** True if nothing is to be sent any more. */
  boolean hasEnded() {
    return !sender.isAlive();
  }

  private void sendAll() {
    try {
      for (List<Supplier<Message<?>>> batch = take(); !batch.isEmpty(); batch = take()) {
        for (Supplier<Message<?>> message : batch) {
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

  /** Sends a message, or says under the same request why it cannot be sent. */
  private void send(Message<?> message) {
    try {
      super.sendMessage(message);
    } catch (RuntimeException | Error e) {
      String text = message.getHeader().getType() + " cannot be sent: " + e + "\n";
      super.sendMessage(
          new Message<>(
              List.of(),
              new Header<>((MessageContext) null, PublishStream.MESSAGE_TYPE),
              message.getParentHeader(),
              null,
              new PublishStream(StreamType.ERR, text),
              null));
    }
  }

  /** Waits for messages; an empty list says that the queue was closed and is sent. */
  private List<Supplier<Message<?>>> take() throws InterruptedException {
    synchronized (pending) {
      while (pending.isEmpty() && !closing) {
        pending.wait();
      }
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TEXT_WAIT_MILLIS);
      for (long left = end - System.nanoTime();
          left > 0 && !urgent && !closing;
          left = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(pending, left);
      }
      List<Supplier<Message<?>>> batch = new ArrayList<>(pending);
      pending.clear();
      size = 0;
      lastMove = System.nanoTime();
      urgent = false;
      pending.notifyAll();
      return batch;
    }
  }
}
