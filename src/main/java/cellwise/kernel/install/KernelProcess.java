package cellwise.kernel.install;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import io.github.spencerpark.jupyter.messages.HMACGenerator;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** A kernel in a process of its own, and a client of Jupyter's protocol that asks it. */
final class KernelProcess implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 120;

  private final ZMQ.Context context = ZMQ.context(1);
  private final ZMQ.Socket shell = context.socket(SocketType.DEALER);
  private final ZMQ.Socket control = context.socket(SocketType.DEALER);
  private final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
  private final HMACGenerator signer;
  private final Process kernel;

  /**
   * Starts the kernel.
   *
   * @param command reads what {@link #connection} gave from a file
   */
  KernelProcess(KernelConnectionProperties connection, ProcessBuilder command) throws IOException {
    try {
      signer = connection.createHMACGenerator();
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java has no " + connection.getSignatureScheme(), e);
    }
    connect(shell, connection.getShellPort());
    connect(control, connection.getControlPort());
    kernel = command.start();
  }

  /** Sends a request and waits for its reply, of which a field must contain what is expected. */
  void request(String type, Map<String, ?> content, String field, String expected)
      throws IOException {
    ask(shell, type, content, field, expected);
  }

  /** As {@link #request}, by the socket that is heard also while a cell runs. */
  void command(String type, Map<String, ?> content, String field, String expected)
      throws IOException {
    ask(control, type, content, field, expected);
  }

  /** Waits until the process has ended. */
  void awaitEnd() throws IOException {
    try {
      if (!kernel.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new IOException("the kernel does not end when asked to");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void ask(
      ZMQ.Socket socket, String type, Map<String, ?> content, String field, String expected)
      throws IOException {
    String id = UUID.randomUUID().toString();
    Map<String, String> header =
        Map.of(
            "msg_id", id,
            "session", "rehearsal",
            "username", "cellwise",
            "date", "2026-01-01T00:00:00Z",
            "msg_type", type,
            "version", "5.3");
    Gson gson = new Gson();
    List<byte[]> parts =
        Stream.of(gson.toJson(header), "{}", "{}", gson.toJson(content))
            .map(part -> part.getBytes(StandardCharsets.UTF_8))
            .toList();
    socket.sendMore("<IDS|MSG>");
    socket.sendMore(sign(parts));
    for (int i = 0; i < parts.size(); i++) {
      socket.send(parts.get(i), i < parts.size() - 1 ? ZMQ.SNDMORE : 0);
    }
    check(type, id, reply(socket, type), field, expected);
  }

  private List<byte[]> reply(ZMQ.Socket socket, String type) throws IOException {
    List<byte[]> frames = new ArrayList<>();
    while (frames.isEmpty() || socket.hasReceiveMore()) {
      byte[] frame = socket.recv();
      if (frame != null) {
        frames.add(frame);
      } else if (!kernel.isAlive()) {
        throw new IOException("the kernel ends by itself, exit code " + kernel.exitValue());
      } else if (System.nanoTime() > deadline) {
        throw new IOException("the kernel does not answer a " + type);
      }
    }
    return frames;
  }

  /** That the frames are the reply to the request, signed, and say what is expected. */
  private void check(String type, String id, List<byte[]> frames, String field, String expected)
      throws IOException {
    String said = frames.stream().map(KernelProcess::text).collect(Collectors.joining(" "));
    try {
      List<byte[]> parts = frames.subList(2, 6);
      JsonObject header = json(parts.get(0));
      boolean isReply =
          text(frames.get(1)).equals(sign(parts))
              && header.get("msg_type").getAsString().equals(type.replace("request", "reply"))
              && json(parts.get(1)).get("msg_id").getAsString().equals(id);
      if (isReply && json(parts.get(3)).get(field).toString().contains(expected)) {
        return;
      }
    } catch (RuntimeException e) {
      // It is told below what came.
    }
    throw new IOException(
        "the kernel answers %s with \"%s\", must have %s in %s"
            .formatted(type, said, expected, field));
  }

  private String sign(List<byte[]> parts) {
    return signer.calculateSignature(parts.toArray(byte[][]::new));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static JsonObject json(byte[] bytes) {
    return JsonParser.parseString(text(bytes)).getAsJsonObject();
  }

  @Override
  public void close() {
    kernel.destroyForcibly();
    shell.close();
    control.close();
    context.close();
  }

  private static void connect(ZMQ.Socket socket, int port) {
    socket.setReceiveTimeOut(200);
    socket.setLinger(0);
    socket.connect("tcp://127.0.0.1:" + port);
  }

  /** Where nobody listens yet, and a new key. */
  static KernelConnectionProperties connection() throws IOException {
    List<ServerSocket> free = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        free.add(new ServerSocket(0));
      }
    } finally {
      for (ServerSocket socket : free) {
        socket.close();
      }
    }
    List<Integer> ports = free.stream().map(ServerSocket::getLocalPort).toList();
    return new KernelConnectionProperties(
        "127.0.0.1",
        ports.get(0),
        ports.get(1),
        ports.get(2),
        ports.get(3),
        ports.get(4),
        "tcp",
        "hmac-sha256",
        UUID.randomUUID().toString());
  }
}
