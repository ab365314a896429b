package cellwise.kernel.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import org.zeromq.ZMQ;

/** A kernel's side of Jupyter's protocol: five sockets, and the threads that each have one. */
public final class KernelConnection implements AutoCloseable {
  private static final int LOOK_MILLIS = 200;
  private static final int LAST_WORDS_MILLIS = 1000;

  private record Shutdown(boolean restart) {}

  private final Sockets sockets;
  private final PublishQueue publishing =
      new PublishQueue(Duration.ofSeconds(PublishQueue.PATIENCE_SECONDS));
  private final Publisher publisher;
  private final InputPrompt prompt;
  private final Dispatcher dispatcher;
  private final List<Thread> loops = new ArrayList<>();
  private final CountDownLatch shutdown = new CountDownLatch(1);

  /**
   * Binds the sockets and answers the heartbeat; messages wait for {@link #start}.
   *
   * @throws IOException if a socket cannot be bound
   * @throws IllegalArgumentException if this JVM does not know the signature scheme
   */
  public KernelConnection(ConnectionInfo info) throws IOException {
    MessageFormat format = new MessageFormat(info);
    sockets = new Sockets(info);
    publisher = new Publisher(publishing, sockets.get(Channel.IOPUB), format);
    prompt = new InputPrompt(sockets.get(Channel.STDIN), format);
    dispatcher = new Dispatcher(format, publishing, prompt);
    handle("kernel_info_request", request -> KernelInfo.here());
    handle("shutdown_request", this::shutDown);
    publishing.send(null, "status", Map.of("execution_state", "starting"));
    loop(Channel.HEARTBEAT, MessageFormat::send);
  }

  /** The reply is sent before the loop sees that it is to end. */
  private Object shutDown(Request request) {
    shutDown();
    return request.content(Shutdown.class);
  }

  /** What is told to all clients. */
  public PublishQueue publishing() {
    return publishing;
  }

  /** Has messages of a type, such as {@code complete_request}, answered by a handler. */
  public void handle(String type, Handler handler) {
    dispatcher.handle(type, handler);
  }

  /** Begins to take messages. */
  public void start() {
    loop(Channel.CONTROL, dispatcher::answerByControl);
    loop(Channel.SHELL, dispatcher::answerByShell);
  }

  private void loop(Channel channel, BiConsumer<ZMQ.Socket, List<byte[]>> answer) {
    ZMQ.Socket socket = sockets.get(channel);
    Thread thread = new Thread(() -> serve(socket, answer), channel.name());
    thread.setDaemon(true);
    loops.add(thread);
    thread.start();
  }

  private void serve(ZMQ.Socket socket, BiConsumer<ZMQ.Socket, List<byte[]>> answer) {
    socket.setReceiveTimeOut(LOOK_MILLIS);
    try (socket) {
      while (shutdown.getCount() > 0) {
        List<byte[]> frames = MessageFormat.receive(socket, 0);
        if (!frames.isEmpty()) {
          dispatcher.attempt(() -> answer.accept(socket, frames));
        }
      }
    } catch (RuntimeException | Error e) {
      if (shutdown.getCount() > 0) {
        Runtime.getRuntime().halt(1); // not even told: the heap is full, see PublishQueue
      }
    }
  }

  /** Ends the wait for a shutdown request. */
  public void shutDown() {
    shutdown.countDown();
  }

  /** Waits for a shutdown request. */
  public void waitUntilClose() {
    try {
      shutdown.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Sends what is to be sent and closes the sockets. A cell that cannot be stopped keeps its
   * thread, and with it the sockets, until the JVM ends; so does a client that takes nothing.
   */
  @Override
  public void close() {
    shutDown();
    if (loops.size() == 1) {
      start(); // so that each socket is closed by a thread of its own
    }
    try {
      for (Thread loop : loops) {
        loop.join(LAST_WORDS_MILLIS);
      }
      boolean isPublished = publisher.close();
      boolean isAnswered = prompt.close();
      if (isPublished && isAnswered && loops.stream().noneMatch(Thread::isAlive)) {
        sockets.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
