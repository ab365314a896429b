package cellwise.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.OtherJava;
import cellwise.cli.Main;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  @Test
  void endsWellWithAKernelThatWorks() throws Exception {
    Process kernel =
        new ProcessBuilder(OtherJava.command(Main.class, "kernel", "rehearse"))
            .redirectErrorStream(true)
            .start();

    assertThat(new String(kernel.getInputStream().readAllBytes())).isEmpty();
    assertThat(kernel.waitFor()).isZero();
  }

  @Test
  void refusesRepliesThatLackTheValue() {
    JsonObject ok = JsonParser.parseString("{\"status\": \"ok\"}").getAsJsonObject();

    assertThatThrownBy(() -> new Rehearsal((type, content) -> ok).perform())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "the kernel answers execute_request with {\"status\":\"ok\"}, must have %s in ename"
                .formatted(firstFailure()));
  }

  private static String firstFailure() {
    return Rehearsal.FAILING_CELLS.values().iterator().next();
  }
}
