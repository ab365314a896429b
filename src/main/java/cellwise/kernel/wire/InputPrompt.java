package cellwise.kernel.wire;

import io.github.spencerpark.jupyter.channels.StdinChannel;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.MessageContext;
import io.github.spencerpark.jupyter.messages.reply.InputReply;
import io.github.spencerpark.jupyter.messages.request.InputRequest;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.zeromq.ZMQ;

/**
 * Asks the client's user for lines. One thread owns the socket: an interrupt of the cell that waits
 * for an answer would break it.
 */
final class InputPrompt implements AutoCloseable {
  private static final int LOOK_MILLIS = 100;

  private final StdinChannel socket;
  private final ZMQ.Poller poller;
  private final MessageReader reader;
  private final ExecutorService asker =
      Executors.newSingleThreadExecutor(task -> daemon(task, "stdin"));

  /** Asks over a socket, which stays the caller's to close, after this. */
  InputPrompt(StdinChannel socket, ZMQ.Poller poller, MessageReader reader) {
    this.socket = socket;
    this.poller = poller;
    this.reader = reader;
    poller.register(socket, ZMQ.Poller.POLLIN);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Waits for a line, without its end.
   *
   * @throws ThreadDeath if the cell is interrupted meanwhile: like a stop, it passes the code that
   *     catches what reading may throw
   */
  String ask(MessageContext request, String prompt, boolean isPassword) {
    AtomicBoolean givenUp = new AtomicBoolean();
    Future<String> answer =
        asker.submit(() -> exchange(request, new InputRequest(prompt, isPassword), givenUp));
    try {
      return answer.get();
    } catch (InterruptedException e) {
      throw new ThreadDeath();
    } catch (ExecutionException e) {
      throw new IllegalStateException("no input can be had: " + e.getCause(), e.getCause());
    } finally {
      givenUp.set(true);
    }
  }

  private String exchange(MessageContext request, InputRequest question, AtomicBoolean givenUp) {
    while (poller.poll(0) > 0) {
      readReply(); // to a question that was given up
    }
    if (!givenUp.get()) {
      socket.sendMessage(new Message<>(request, InputRequest.MESSAGE_TYPE, question));
    }
    String reply = null;
    while (reply == null && !givenUp.get()) {
      reply = poller.poll(LOOK_MILLIS) > 0 ? readReply() : null;
    }
    return reply;
  }

  private String readReply() {
    try {
      return reader.read(socket).getContent() instanceof InputReply reply ? reply.getValue() : null;
    } catch (RuntimeException e) {
      return null; // forged or malformed: not an answer
    }
  }

  /** Ends the wait for answers that nobody waits for any more. */
  @Override
  public void close() {
    asker.shutdown();
    try {
      asker.awaitTermination(2 * LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
