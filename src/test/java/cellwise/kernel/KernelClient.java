package cellwise.kernel;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** A kernel in this JVM and a client that speaks Jupyter's protocol to it. */
final class KernelClient {
  private static final int DEADLINE_MILLIS = 60_000;

  /** A message as it came: the id of the request it answers, its type, its content. */
  record Answer(String request, String type, JsonObject content) {
    String text(String field) {
      return content.get(field).getAsString();
    }
  }

  private final ZMQ.Context context = ZMQ.context(1);
  private final ZMQ.Socket shell = context.socket(SocketType.DEALER);
  private final ZMQ.Socket control = context.socket(SocketType.DEALER);
  private final ZMQ.Socket iopub = context.socket(SocketType.SUB);
  private final List<Answer> published = new ArrayList<>();
  private final HMACGenerator signer;
  private final Thread kernel;

  KernelClient(Path directory) throws Exception {
    List<Integer> ports = freePorts(5);
    KernelConnectionProperties properties =
        new KernelConnectionProperties(
            "127.0.0.1",
            ports.get(0),
            ports.get(1),
            ports.get(2),
            ports.get(3),
            ports.get(4),
            "tcp",
            "hmac-sha256",
            "secret");
    signer = properties.createHMACGenerator();
    Path file = Files.writeString(directory.resolve("kernel.json"), properties.toJsonString());
    kernel = new Thread(() -> run(file), "kernel under test");
    kernel.start();
    connect(control, ports.get(0));
    connect(shell, ports.get(1));
    iopub.subscribe("");
    connect(iopub, ports.get(4));
    waitForSubscription();
  }

  private static void run(Path file) {
    try {
      KernelServer.serve(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sockets.add(new ServerSocket(0));
    }
    List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private static void connect(ZMQ.Socket socket, int port) {
    socket.setReceiveTimeOut(DEADLINE_MILLIS);
    socket.setLinger(0);
    socket.setHandshakeIvl(500); // JeroMQ forgets to greet by some connections, then connects again
    socket.connect("tcp://127.0.0.1:" + port);
  }

  /** A broadcast before the subscription reaches the kernel is lost, so asks until one comes. */
  private void waitForSubscription() {
    iopub.setReceiveTimeOut(200);
    do {
      reply(send("kernel_info_request", Map.of()));
    } while (receive(iopub) == null);
    iopub.setReceiveTimeOut(DEADLINE_MILLIS);
  }

  /** Sends a cell and returns the request's id. */
  String execute(String code) {
    return execute(code, false, true);
  }

  String execute(String code, boolean silent, boolean storeHistory) {
    return send(
        "execute_request",
        Map.of(
            "code",
            code,
            "silent",
            silent,
            "store_history",
            storeHistory,
            "user_expressions",
            Map.of(),
            "allow_stdin",
            false,
            "stop_on_error",
            true));
  }

  String send(String type, Map<String, ?> content) {
    return send(shell, type, content, signer);
  }

  /** Sends a message that the kernel must not accept, and returns its id. */
  String sendForged(String type, Map<String, ?> content) throws Exception {
    return send(shell, type, content, new HMACGenerator("hmac-sha256", "another secret"));
  }

  /** As above, without a signature. */
  String sendUnsigned(String type, Map<String, ?> content) {
    return send(shell, type, content, HMACGenerator.NO_AUTH_INSTANCE);
  }

  /** Sends on the control channel and waits for the reply. */
  Answer control(String type, Map<String, ?> content) {
    send(control, type, content, signer);
    return receive(control);
  }

  private static String send(
      ZMQ.Socket socket, String type, Map<String, ?> content, HMACGenerator signer) {
    String id = UUID.randomUUID().toString();
    Map<String, String> header =
        Map.of(
            "msg_id", id,
            "session", "test",
            "username", "test",
            "date", "2026-01-01T00:00:00Z",
            "msg_type", type,
            "version", "5.3");
    Gson gson = new Gson();
    byte[][] parts = {
      bytes(gson.toJson(header)), bytes("{}"), bytes("{}"), bytes(gson.toJson(content))
    };
    socket.sendMore("<IDS|MSG>");
    socket.sendMore(signer.calculateSignature(parts));
    for (int i = 0; i < 3; i++) {
      socket.sendMore(parts[i]);
    }
    socket.send(parts[3]);
    return id;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The next reply on the shell channel to the request, past replies to others. */
  Answer reply(String request) {
    for (Answer answer = receive(shell); answer != null; answer = receive(shell)) {
      if (answer.request().equals(request)) {
        return answer;
      }
    }
    throw new AssertionError("no reply within " + DEADLINE_MILLIS + " ms");
  }

  /** The first broadcast, seen or to come, that answers the request and is as wanted. */
  Answer await(String request, Predicate<Answer> wanted) {
    Predicate<Answer> match = a -> request.equals(a.request()) && wanted.test(a);
    for (Answer answer : published) {
      if (match.test(answer)) {
        return answer;
      }
    }
    for (Answer answer = receive(iopub); answer != null; answer = receive(iopub)) {
      published.add(answer);
      if (match.test(answer)) {
        return answer;
      }
    }
    throw new AssertionError("no such broadcast within " + DEADLINE_MILLIS + " ms");
  }

  /** What was seen of broadcasts. */
  List<Answer> broadcastsSoFar() {
    return List.copyOf(published);
  }

  /** All broadcasts about a request, after it became idle. */
  List<Answer> broadcasts(String request) {
    await(request, KernelClient::isIdle);
    return published.stream().filter(a -> request.equals(a.request())).toList();
  }

  /** What a cell printed to a stream, after it became idle. */
  String printed(String request, String stream) {
    StringBuilder text = new StringBuilder();
    for (Answer answer : broadcasts(request)) {
      if (answer.type().equals("stream") && answer.text("name").equals(stream)) {
        text.append(answer.text("text"));
      }
    }
    return text.toString();
  }

  /** Runs a cell that must yield a value, and returns the value in one form. */
  String result(String code, String mime) {
    Answer result = await(execute(code), a -> a.type().equals("execute_result") || isIdle(a));
    return result.content().getAsJsonObject("data").get(mime).getAsString();
  }

  static boolean isIdle(Answer answer) {
    return answer.type().equals("status") && answer.text("execution_state").equals("idle");
  }

  private static Answer receive(ZMQ.Socket socket) {
    String part = socket.recvStr();
    while (part != null && !part.equals("<IDS|MSG>")) {
      part = socket.recvStr();
    }
    if (part == null) {
      return null;
    }
    socket.recv();
    JsonObject header = json(socket);
    JsonObject parent = json(socket);
    json(socket);
    JsonObject content = json(socket);
    String request = parent.has("msg_id") ? parent.get("msg_id").getAsString() : "";
    return new Answer(request, header.get("msg_type").getAsString(), content);
  }

  private static JsonObject json(ZMQ.Socket socket) {
    return JsonParser.parseString(socket.recvStr()).getAsJsonObject();
  }

  /** Asks the kernel to shut down and waits until it has. */
  void shutDown() throws InterruptedException {
    Answer reply = control("shutdown_request", Map.of("restart", false));
    if (!reply.content().toString().equals("{\"status\":\"ok\",\"restart\":false}")) {
      throw new AssertionError("the kernel answered " + reply);
    }
    kernel.join(DEADLINE_MILLIS);
    shell.close();
    control.close();
    iopub.close();
    context.close();
    if (kernel.isAlive()) {
      throw new AssertionError("the kernel did not end within " + DEADLINE_MILLIS + " ms");
    }
  }
}
