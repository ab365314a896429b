package cellwise.kernel.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.kernel.wire.ConnectionInfo.CurveKeys;
import com.google.gson.JsonObject;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

class KernelConnectionTest {
  private static final Map<String, ?> CELL = Map.of("code", "1");

  private final AtomicInteger cells = new AtomicInteger();

  private ConnectionInfo info;
  private KernelConnection connection;
  private WireClient client;

  private void serve(Optional<CurveKeys> keys) throws IOException {
    info = WireClient.free(keys);
    connection = new KernelConnection(info);
    connection.handle("execute_request", request -> Map.of("execution_count", cells.addAndGet(1)));
    connection.start();
    client = new WireClient(info);
  }

  @AfterEach
  void close() {
    if (connection != null) {
      client.close();
      connection.close();
    }
  }

  private static CurveKeys newKeys() {
    ZMQ.Curve.KeyPair pair = ZMQ.Curve.generateKeyPair();
    return new CurveKeys(pair.publicKey, pair.secretKey);
  }

  /** The threads of which a context has one. */
  private static Set<Thread> reapers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("reaper"))
        .collect(Collectors.toSet());
  }

  private static Set<Thread> newReapers(Set<Thread> before) {
    Set<Thread> threads = reapers();
    threads.removeAll(before);
    return threads;
  }

  @Test
  void hasOneContextOfZeroMqAndNoneOnceItIsClosed() throws Exception {
    Set<Thread> before = reapers();
    info = WireClient.free(Optional.empty());
    KernelConnection own = new KernelConnection(info);
    own.start();
    Set<Thread> begun = newReapers(before);
    own.close();

    assertThat(begun).hasSize(1);
    for (Thread reaper : begun) {
      reaper.join(30_000);
      assertThat(reaper.isAlive()).isFalse();
    }
  }

  @Test
  void servesAClientThatHasTheKeys() throws IOException {
    serve(Optional.of(newKeys()));
    ZMQ.Socket published = client.connect(Channel.IOPUB);
    assertThat(client.next(published).type()).isEqualTo("iopub_welcome");
    JsonObject reply = client.ask(client.connect(Channel.SHELL), "execute_request", CELL);
    assertThat(reply.get("execution_count").getAsInt()).isEqualTo(1);
    assertThat(client.next(published).type()).isEqualTo("status");
    assertThat(client.ask(client.connect(Channel.CONTROL), "kernel_info_request", Map.of()))
        .hasToString(Json.text(withStatus(KernelInfo.here())));
    ZMQ.Socket heart = client.connect(Channel.HEARTBEAT);
    heart.send("beat");
    assertThat(heart.recvStr()).isEqualTo("beat");
  }

  private static JsonObject withStatus(Object content) {
    JsonObject reply = new JsonObject();
    reply.addProperty("status", "ok");
    Json.tree(content).asMap().forEach(reply::add);
    return reply;
  }

  /** Else an interrupt by one who has heard of it could be taken for an earlier one. */
  @Test
  void letsAHandlerTakeNoticeBeforeAnybodyHearsOfARequest() throws Exception {
    serve(Optional.empty());
    ZMQ.Socket published = client.connect(Channel.IOPUB);
    assertThat(client.next(published).type()).isEqualTo("iopub_welcome");
    Semaphore noticed = new Semaphore(0);
    Semaphore going = new Semaphore(0);
    connection.handle(
        "execute_request",
        new Handler() {
          @Override
          public void begin() {
            noticed.release();
            going.acquireUninterruptibly();
          }

          @Override
          public Object answer(Request request) {
            return Map.of();
          }
        });
    MessageFormat.send(client.connect(Channel.SHELL), client.request("execute_request", CELL));
    assertThat(noticed.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    published.setReceiveTimeOut(300);
    assertThat(published.recv()).as("what is told of it").isNull();

    going.release();
    published.setReceiveTimeOut(30_000);
    assertThat(client.next(published).content().get("execution_state").getAsString())
        .isEqualTo("busy");
  }

  @Test
  void saysOfAReplyThatJsonCannotHoldWhatIsWrongWithIt() throws IOException {
    serve(Optional.empty());
    connection.handle("odd_request", request -> Map.of("number", Double.NaN));
    JsonObject reply = client.ask(client.connect(Channel.SHELL), "odd_request", Map.of());

    assertThat(reply.get("status").getAsString()).isEqualTo("error");
    assertThat(reply.get("ename").getAsString()).isEqualTo("java.lang.IllegalArgumentException");
    assertThat(reply.get("evalue").getAsString()).startsWith("NaN is not a valid double value");
  }

  @Test
  void tellsNothingToAClientThatHasNotTheKey() throws IOException {
    serve(Optional.of(newKeys()));
    CurveKeys others = newKeys();
    List<ZMQ.Socket> strangers = new ArrayList<>();
    for (Channel channel : Channel.values()) {
      strangers.add(client.connect(channel, socket -> {}));
      strangers.add(
          client.connect(
              channel, socket -> WireClient.encrypt(socket, others, others.publicKey())));
    }
    for (ZMQ.Socket stranger : strangers) {
      stranger.setSendTimeOut(0);
      stranger.setReceiveTimeOut(20);
      if (stranger.getSocketType() == SocketType.DEALER) {
        MessageFormat.send(stranger, client.request("execute_request", CELL));
      }
    }
    ZMQ.Socket friend = client.connect(Channel.SHELL);
    for (int i = 1; i <= 50; i++) { // time enough for the strangers
      JsonObject reply = client.ask(friend, "execute_request", CELL);
      assertThat(reply.get("execution_count").getAsInt()).isEqualTo(i);
    }
    assertThat(strangers).allMatch(stranger -> stranger.recv() == null);
  }

  @Test
  void runsAMessageThatIsSentTwiceOnlyOnce() throws IOException {
    serve(Optional.empty());
    ZMQ.Socket shell = client.connect(Channel.SHELL);
    List<byte[]> cell = client.request("execute_request", CELL);
    MessageFormat.send(shell, cell);
    MessageFormat.send(shell, cell);
    assertThat(client.next(shell).content().get("execution_count").getAsInt()).isEqualTo(1);
    assertThat(client.ask(shell, "execute_request", CELL).get("execution_count").getAsInt())
        .isEqualTo(2);
  }

  @Test
  void refusesCellsOnTheControlChannelAndRequestsItDoesNotKnow() throws IOException {
    serve(Optional.empty());
    ZMQ.Socket control = client.connect(Channel.CONTROL);
    MessageFormat.send(control, client.request("no_such_thing", Map.of()));
    assertThat(client.ask(control, "execute_request", CELL).get("evalue").getAsString())
        .isEqualTo("cells wait in line on the shell channel: send execute_request there");
    MessageFormat.send(control, client.request("debug_request", Map.of()));
    Message reply = client.next(control);
    assertThat(reply.type()).isEqualTo("debug_reply");
    assertThat(reply.content().get("status").getAsString()).isEqualTo("error");
    assertThat(reply.content().get("evalue").getAsString())
        .isEqualTo("debug_request is unknown here: see supported_features in kernel_info_reply");
    assertThat(cells).hasValue(0);
  }

  @Test
  void carriesBuffersBothWays() throws IOException {
    serve(Optional.empty());
    connection.handle(
        "comm_msg",
        request -> {
          connection
              .publishing()
              .send(request, "comm_msg", CELL, request.metadata(), request.buffers());
          return null;
        });
    ZMQ.Socket published = client.connect(Channel.IOPUB);
    client.next(published);
    List<byte[]> frames = new ArrayList<>(client.request("comm_msg", CELL));
    frames.add(new byte[] {0, -1});
    frames.add(new byte[] {});
    MessageFormat.send(client.connect(Channel.SHELL), frames);
    Message sent = client.next(published);
    while (sent.type().equals("status")) {
      sent = client.next(published);
    }
    assertThat(sent.buffers()).containsExactly(new byte[] {0, -1}, new byte[] {});
  }

  /** The end of a client's connection that has said, by ZMTP 3.0, that so many bytes will come. */
  private int answerToAFrameOf(long bytes) throws IOException {
    byte[] greeting = new byte[64];
    greeting[0] = -1;
    greeting[9] = 0x7F;
    greeting[10] = 3;
    System.arraycopy("NULL".getBytes(StandardCharsets.US_ASCII), 0, greeting, 12, 4);
    byte[] ready = "__\5READY\13Socket-Type\0\0\0\6DEALER".getBytes(StandardCharsets.US_ASCII);
    ready[0] = 4;
    ready[1] = (byte) (ready.length - 2);
    try (Socket stranger = new Socket("127.0.0.1", info.ports().get(Channel.SHELL))) {
      DataInputStream in = new DataInputStream(stranger.getInputStream());
      OutputStream out = stranger.getOutputStream();
      out.write(greeting);
      in.readFully(new byte[64]);
      out.write(ready);
      in.readByte();
      in.readFully(new byte[in.readByte()]);
      out.write(ByteBuffer.allocate(9).put((byte) 2).putLong(bytes).array());
      stranger.setSoTimeout(500);
      return in.read();
    }
  }

  @Test
  void hangsUpOnAClientWhoseFrameWouldFillTheHeap() throws IOException {
    serve(Optional.empty());

    assertThat(answerToAFrameOf(Runtime.getRuntime().maxMemory() / 2)).isEqualTo(-1);
    assertThatThrownBy(() -> answerToAFrameOf(1 << 20)).isInstanceOf(SocketTimeoutException.class);
    assertThat(client.ask(client.connect(Channel.SHELL), "execute_request", CELL).has("status"))
        .isTrue();
  }

  @Test
  void refusesAPortThatIsTaken() throws IOException {
    ConnectionInfo info = WireClient.free(Optional.empty());
    Set<Thread> before = reapers();
    try (ServerSocket taken = new ServerSocket(info.ports().get(Channel.STDIN))) {
      assertThat(taken.isBound()).isTrue();
      assertThatThrownBy(() -> new KernelConnection(info))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(info.address(Channel.STDIN) + " cannot be bound, start the");
    }
    assertThat(newReapers(before)).noneMatch(Thread::isAlive);
  }
}
