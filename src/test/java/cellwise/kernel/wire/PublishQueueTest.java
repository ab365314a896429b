package cellwise.kernel.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

class PublishQueueTest {
  private static final String LINE = "x".repeat(99) + "\n";
  private static final int LINES = 1_000_000; // 100 MB, more than all buffers on the way

  private final ZMQ.Context context = ZMQ.context(1);
  private final ZMQ.Socket client = context.socket(SocketType.SUB);
  private final Request request =
      new Request(Message.of(List.of(), "execute_request", new JsonObject()), null, null);
  private final AtomicInteger written = new AtomicInteger();
  private final Thread writer = new Thread(this::writeAll);

  private PublishQueue queue;
  private Publisher publisher;

  @BeforeEach
  void connect() {
    connect(Duration.ofHours(1));
  }

  /** A client that has subscribed and takes only what it asks for. */
  private void connect(Duration patience) {
    ZMQ.Socket socket = context.socket(SocketType.XPUB);
    Publisher.prepare(socket);
    socket.setLinger(0);
    int port = socket.bindToRandomPort("tcp://127.0.0.1");
    queue = new PublishQueue(patience);
    publisher = new Publisher(queue, socket, new MessageFormat(ConnectionInfoTest.unsigned()));
    client.setRcvHWM(1);
    client.setLinger(0);
    client.subscribe("");
    client.connect("tcp://127.0.0.1:" + port);
    client.setReceiveTimeOut(60_000);
    assertThat(client.recvStr()).isEmpty(); // its topic: the welcome
    while (client.hasReceiveMore()) {
      client.recv();
    }
  }

  @AfterEach
  void close() throws InterruptedException {
    queue.hurry(true);
    client.close();
    writer.join();
    while (!publisher.close()) {
      continue;
    }
    context.close();
  }

  private void writeAll() {
    while (written.get() < LINES) {
      queue.waitForRoom();
      queue.write(request, "stdout", LINE);
      written.incrementAndGet();
    }
  }

  /** What the next message says, null if there is none in time. */
  private String text() {
    String part = client.recvStr();
    while (part != null && !part.contains("\"text\":")) {
      part = client.recvStr();
    }
    return part == null
        ? null
        : JsonParser.parseString(part).getAsJsonObject().get("text").getAsString();
  }

  private void awaitThatTheWriterWaits() {
    writer.start();
    while (writer.getState() != Thread.State.TIMED_WAITING) {
      assertThat(written.get()).isLessThan(LINES);
      Thread.onSpinWait();
    }
  }

  @Test
  void makesCellsWaitForASlowClientAndLosesNothing() {
    awaitThatTheWriterWaits();

    int length = 0;
    while (length < LINES * LINE.length()) {
      length += text().length();
    }
    assertThat(length).isEqualTo(LINES * LINE.length());
    assertThat(written.get()).isEqualTo(LINES);
  }

  @Test
  void letsACellGoOnThatIsToEnd() throws InterruptedException {
    awaitThatTheWriterWaits();
    queue.hurry(true);
    writer.join();

    assertThat(written.get()).isEqualTo(LINES);
  }

  @Test
  void letsACellGoOnWhoseClientIsGone() throws InterruptedException {
    awaitThatTheWriterWaits();
    client.close();
    writer.join();

    assertThat(written.get()).isEqualTo(LINES);
  }

  @Test
  void letsACellGoOnWhoseClientTakesNothing() throws InterruptedException {
    publisher.close();
    connect(Duration.ofMillis(1));
    writer.start();
    writer.join();

    assertThat(written.get()).isEqualTo(LINES);
  }
}
