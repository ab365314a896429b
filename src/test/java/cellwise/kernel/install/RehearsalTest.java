package cellwise.kernel.install;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.OtherJava;
import cellwise.cli.Main;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.spencerpark.jupyter.messages.HMACGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

class RehearsalTest {
  /** Answers everything on the shell socket with a status, in the way that its argument names. */
  static final class Pretender {
    private Pretender() {}

    public static void main(String[] arguments) throws Exception {
      JsonObject connection =
          JsonParser.parseString(Files.readString(Path.of(arguments[0]))).getAsJsonObject();
      boolean isSigned = arguments[1].equals("signed");
      String key = isSigned ? connection.get("key").getAsString() : "another";
      HMACGenerator signer = new HMACGenerator("hmac-sha256", key);
      try (ZMQ.Context context = ZMQ.context(1);
          ZMQ.Socket shell = context.socket(SocketType.ROUTER)) {
        shell.bind("tcp://127.0.0.1:" + connection.get("shell_port").getAsInt());
        while (true) {
          List<byte[]> frames = new ArrayList<>();
          do {
            frames.add(shell.recv());
          } while (shell.hasReceiveMore());
          byte[] request = frames.get(3);
          byte[] header =
              text(request).replace("_request", "_reply").getBytes(StandardCharsets.UTF_8);
          byte[] none = "{}".getBytes(StandardCharsets.UTF_8);
          byte[] content = "{\"status\": \"ok\"}".getBytes(StandardCharsets.UTF_8);
          shell.sendMore(frames.get(0));
          shell.sendMore("<IDS|MSG>");
          shell.sendMore(signer.calculateSignature(header, request, none, content));
          for (byte[] part : List.of(header, request, none)) {
            shell.sendMore(part);
          }
          shell.send(content);
        }
      }
    }

    private static String text(byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private static void rehearse(Class<?> main, String... arguments) throws IOException {
    Rehearsal.run(OtherJava.command(main, arguments), Map.of());
  }

  @Test
  void endsWellWithAKernelThatWorks() {
    assertThatCode(() -> rehearse(Main.class, "kernel", "run", "{connection_file}"))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesRepliesThatLackTheValue() {
    assertThatThrownBy(() -> rehearse(Pretender.class, "{connection_file}", "signed"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the kernel answers execute_request with ")
        .hasMessageEndingWith(" in ename");
  }

  @Test
  void refusesRepliesOfAnotherSignature() {
    assertThatThrownBy(() -> rehearse(Pretender.class, "{connection_file}", "forged"))
        .hasMessageStartingWith("the kernel answers kernel_info_request with ");
  }

  @Test
  void tellsThatAKernelEnds() {
    assertThatThrownBy(() -> rehearse(Main.class, "--version"))
        .hasMessage("the kernel ends by itself, exit code 0");
  }
}
