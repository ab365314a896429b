package cellwise.kernel.install;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import io.github.spencerpark.jupyter.messages.HMACGenerator;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

/**
 * A short session with a kernel in a process of its own, which a client of Jupyter's protocol leads
 * here. It passes through what a notebook's first minutes pass through.
 */
final class Rehearsal implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 120;
  private static final List<String> CELLS =
      List.of(
          "int answer = 6 * 7;",
          "answer",
          "import java.util.stream.*;\nvar list = Stream.of(3, 1, 2).sorted().toList();\nlist",
          "record Point(int x, int y) { int sum() { return x + y; } }\nnew Point(1, 2).sum()",
          "int twice(int n) { return 2 * n; }\nSystem.out.printf(\"%d%n\", twice(answer));",
          "display(\"<b>bold</b>\", \"text/html\");",
          "System.err.println(String.join(\", \", List.of(\"a\", \"b\")));");

  private static final Map<String, String> FAILING_CELLS =
      Map.of(
          "unknown", "CompilationException",
          "throw new IllegalStateException(\"on purpose\");", "java.lang.IllegalStateException");

  private final ZMQ.Context context = ZMQ.context(1);
  private final ZMQ.Socket shell = context.socket(SocketType.DEALER);
  private final ZMQ.Socket control = context.socket(SocketType.DEALER);
  private final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
  private final HMACGenerator signer;
  private final Process kernel;

  private Rehearsal(KernelConnectionProperties connection, ProcessBuilder command)
      throws IOException {
    try {
      signer = connection.createHMACGenerator();
    } catch (GeneralSecurityException e) {
      throw new IOException("this Java has no " + connection.getSignatureScheme(), e);
    }
    connect(shell, connection.getShellPort());
    connect(control, connection.getControlPort());
    kernel = command.start();
  }

  /**
   * Starts the kernel, has it run some cells, and waits until it has ended.
   *
   * @param command the kernel's, with {@code {connection_file}} in it
   * @param env environment variables for it besides those of this process
   * @throws IOException if it cannot be started, does not answer, or answers something else than a
   *     kernel that works
   */
  static void run(List<String> command, Map<String, String> env) throws IOException {
    Path folder = Files.createTempDirectory("cellwise");
    Path file = folder.resolve("connection.json");
    Path log = folder.resolve("log");
    try {
      KernelConnectionProperties connection = connection();
      Files.writeString(file, connection.toJsonString());
      ProcessBuilder builder =
          new ProcessBuilder(
              command.stream().map(s -> s.replace("{connection_file}", file.toString())).toList());
      // A kernel's own settings: what a notebook starts up with is no part of the kernel.
      builder.environment().keySet().removeIf(name -> name.matches("(IJAVA|JPY)_.*"));
      builder.environment().putAll(env);
      builder.redirectErrorStream(true).redirectOutput(log.toFile());
      try (Rehearsal rehearsal = new Rehearsal(connection, builder)) {
        rehearsal.perform();
      }
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(log);
      Files.deleteIfExists(folder);
    }
  }

  private void perform() throws IOException {
    request(shell, "kernel_info_request", Map.of(), "status", "ok");
    for (String cell : CELLS) {
      execute(cell, "status", "ok");
    }
    for (Map.Entry<String, String> cell : FAILING_CELLS.entrySet()) {
      execute(cell.getKey(), "ename", cell.getValue());
    }
    execute("", "user_expressions", "\"text/plain\":\"42\"");
    request(
        shell, "complete_request", Map.of("code", "Math.ma", "cursor_pos", 7), "matches", "max");
    request(shell, "is_complete_request", Map.of("code", "for (;;"), "status", "incomplete");
    request(
        shell,
        "inspect_request",
        Map.of("code", "Math.max", "cursor_pos", 6, "detail_level", 0),
        "data",
        "max");
    request(control, "shutdown_request", Map.of("restart", false), "restart", "false");
    try {
      if (!kernel.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new IOException("the kernel does not end when asked to");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void execute(String cell, String field, String expected) throws IOException {
    request(
        shell,
        "execute_request",
        Map.of("code", cell, "allow_stdin", false, "user_expressions", Map.of("answer", "answer")),
        field,
        expected);
  }

  /** Sends a request and waits for its reply, of which a field must contain what is expected. */
  private void request(
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
    String said = frames.stream().map(Rehearsal::text).collect(Collectors.joining(" "));
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

  private static KernelConnectionProperties connection() throws IOException {
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
