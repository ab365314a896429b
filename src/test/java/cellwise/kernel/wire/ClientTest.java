package cellwise.kernel.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

class ClientTest {
  @Test
  void hearsWhatAHandlerAnswersAndEndsTheKernel() throws IOException {
    ConnectionInfo info = ConnectionInfo.free();
    try (KernelConnection kernel = new KernelConnection(info);
        Client client = new Client(info)) {
      kernel.handle("echo_request", request -> request.content(Map.class));
      kernel.start();

      assertThat(client.ask("echo_request", Map.of("said", "yes")).get("said").getAsString())
          .isEqualTo("yes");
      assertThat(client.shutDown().get("restart").getAsBoolean()).isFalse();
      kernel.waitUntilClose();
    }
  }

  @Test
  void refusesRepliesOfAnotherSignature() throws Exception {
    ConnectionInfo info = ConnectionInfo.free();
    try (ZMQ.Context context = ZMQ.context(1);
        ZMQ.Socket shell = context.socket(SocketType.ROUTER);
        Client client = new Client(info)) {
      shell.bind(info.address(Channel.SHELL));
      CompletableFuture<Void> forger = CompletableFuture.runAsync(() -> forge(shell, info));

      assertThatThrownBy(() -> client.ask("echo_request", Map.of()))
          .isInstanceOf(SecurityException.class)
          .hasMessage("its signature is wrong");
      forger.join();
    }
  }

  private static void forge(ZMQ.Socket shell, ConnectionInfo info) {
    Message request = new MessageFormat(info).read(MessageFormat.receive(shell, 0));
    ConnectionInfo other =
        new ConnectionInfo(
            info.transport(), info.ip(), info.ports(), info.scheme(), "other", Optional.empty());
    Message reply = request.answer("echo_reply", new JsonObject());
    MessageFormat.send(shell, new MessageFormat(other).write(reply));
  }
}
