package cellwise.kernel.wire;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** A client of a kernel in this JVM, which asks one thing after the other. */
public final class Client implements AutoCloseable {
  private static final int LOOK_MILLIS = 200;

  /** JeroMQ forgets to greet by one connection in some fifty, and connects again after this. */
  private static final int GREETING_MILLIS = 1000;

  private static final long DEADLINE_SECONDS = 120;

  private final ZMQ.Context context = ZMQ.context(1);
  private final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
  private final MessageFormat format;
  private final ZMQ.Socket shell;
  private final ZMQ.Socket control;

  /** A client of the kernel that listens, now or soon, where this says. */
  public Client(ConnectionInfo info) {
    format = new MessageFormat(info);
    shell = connect(info.address(Channel.SHELL));
    control = connect(info.address(Channel.CONTROL));
  }

  private ZMQ.Socket connect(String address) {
    ZMQ.Socket socket = context.socket(SocketType.DEALER);
    socket.setReceiveTimeOut(LOOK_MILLIS);
    socket.setLinger(0);
    socket.setHandshakeIvl(GREETING_MILLIS);
    socket.connect(address);
    return socket;
  }

  /**
   * Sends a request and waits for its reply.
   *
   * @return the content of the reply
   * @throws IOException if none comes
   * @throws SecurityException if the reply's signature is wrong
   */
  public JsonObject ask(String type, Object content) throws IOException {
    return ask(shell, type, content);
  }

  /** Asks a kernel to end. */
  public JsonObject shutDown() throws IOException {
    return ask(control, "shutdown_request", Map.of("restart", false));
  }

  private JsonObject ask(ZMQ.Socket socket, String type, Object content) throws IOException {
    Message request = Message.of(List.of(), type, Json.tree(content));
    MessageFormat.send(socket, format.write(request));
    while (System.nanoTime() < deadline) {
      List<byte[]> frames = MessageFormat.receive(socket, 0);
      if (!frames.isEmpty()) {
        Message reply = format.read(frames);
        if (reply.parent().equals(request.header())) {
          return reply.content();
        }
      }
    }
    throw new IOException("the kernel does not answer a " + type);
  }

  @Override
  public void close() {
    shell.close();
    control.close();
    context.close();
  }
}
