package cellwise.kernel.wire;

import com.google.gson.JsonObject;
import java.util.List;
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
final class InputPrompt {
  private static final int LOOK_MILLIS = 100;

  private record Question(String prompt, boolean password) {}

  private final ZMQ.Socket socket;
  private final MessageFormat format;
  private final ExecutorService asker = Executors.newSingleThreadExecutor(InputPrompt::daemon);

  /** Asks over a socket, which this has from now on for itself. */
  InputPrompt(ZMQ.Socket socket, MessageFormat format) {
    this.socket = socket;
    this.format = format;
    socket.setReceiveTimeOut(LOOK_MILLIS);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "stdin");
    thread.setDaemon(true);
    return thread;
  }

  /** Waits for a line, without its end, as {@link Request#ask} says. */
  String ask(Message request, String prompt, boolean isPassword) {
    AtomicBoolean givenUp = new AtomicBoolean();
    Message question = request.answer("input_request", Json.tree(new Question(prompt, isPassword)));
    Future<String> answer = asker.submit(() -> exchange(question, givenUp));
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

  private String exchange(Message question, AtomicBoolean givenUp) {
    while (!MessageFormat.receive(socket, ZMQ.DONTWAIT).isEmpty()) {
      continue; // an answer to a question that was given up
    }
    if (!givenUp.get()) {
      MessageFormat.send(socket, format.write(question));
    }
    String line = null;
    while (line == null && !givenUp.get()) {
      line = line(MessageFormat.receive(socket, 0));
    }
    return line;
  }

  /** What an answer says; null if it is forged or malformed, or none has come. */
  private String line(List<byte[]> frames) {
    try {
      JsonObject content = format.read(frames).content();
      return content.has("value") ? content.get("value").getAsString() : null;
    } catch (RuntimeException e) {
      return null;
    }
  }

  /** Closes the socket; false if a thread still waits for an answer. */
  boolean close() throws InterruptedException {
    asker.execute(socket::close);
    asker.shutdown();
    return asker.awaitTermination(2 * LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }
}
