package cellwise.kernel.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.github.spencerpark.jupyter.messages.HMACGenerator;
import io.github.spencerpark.jupyter.messages.Header;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.MessageContext;
import io.github.spencerpark.jupyter.messages.publish.PublishStatus;
import io.github.spencerpark.jupyter.messages.publish.PublishStream.StreamType;
import java.time.Duration;
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
  private PublishQueue queue = queue(Duration.ofHours(1));
  private final ZMQ.Socket client = context.socket(SocketType.SUB);
  private final MessageContext request =
      new Message<>(new Header<>(PublishStatus.MESSAGE_TYPE), PublishStatus.BUSY);
  private final AtomicInteger written = new AtomicInteger();
  private final Thread writer = new Thread(this::writeAll);

  private PublishQueue queue(Duration patience) {
    return new PublishQueue(context, HMACGenerator.NO_AUTH_INSTANCE, patience);
  }

  /** A client that has subscribed and takes only what it asks for. */
  @BeforeEach
  void connect() {
    int port = queue.bindToRandomPort("tcp://127.0.0.1");
    client.setRcvHWM(1);
    client.setLinger(0);
    queue.setLinger(0);
    client.subscribe("");
    client.connect("tcp://127.0.0.1:" + port);
    client.setReceiveTimeOut(50);
    do { // until the subscription has arrived
      queue.write(request, StreamType.OUT, "");
    } while (text() == null);
    client.setReceiveTimeOut(60_000);
  }

  @AfterEach
  void close() throws InterruptedException {
    queue.hurry(true);
    client.close();
    writer.join();
    do {
      queue.close();
    } while (!queue.hasEnded());
    context.close();
  }

  private void writeAll() {
    while (written.get() < LINES) {
      queue.waitForRoom();
      queue.write(request, StreamType.OUT, LINE);
      written.incrementAndGet();
    }
  }

  /** What the next message says, null if there is none in time. */
  private String text() {
    String part = client.recvStr();
    while (part != null && !part.startsWith("{\"name\"")) {
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
    queue.close();
    queue = queue(Duration.ofMillis(1));
    connect();
    writer.start();
    writer.join();

    assertThat(written.get()).isEqualTo(LINES);
  }
}
