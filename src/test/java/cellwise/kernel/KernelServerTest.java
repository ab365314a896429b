package cellwise.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelServerTest {
  private static Map<String, String> parent(String pid) {
    return Map.of("JPY_PARENT_PID", pid);
  }

  @Test
  void watchesTheProcessThatJupyterNames() {
    String own = Long.toString(ProcessHandle.current().pid());

    assertThat(KernelServer.parent(parent(own), "Linux")).contains(ProcessHandle.current());
    assertThat(KernelServer.parent(parent(own), "Windows 11")).isEmpty();
    assertThat(KernelServer.parent(Map.of(), "Linux")).isEmpty();
    for (String odd : new String[] {"", "0", "-1", "0x2a4", "one", "99999999999999999999"}) {
      assertThat(KernelServer.parent(parent(odd), "Linux")).as(odd).isEmpty();
    }
  }

  @Test
  void refusesAFileThatIsNoConnectionFile(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("c.json"), "{\"transport\": \"inproc\"}");

    assertThatThrownBy(() -> KernelServer.serve(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " names no transport of [tcp, ipc]: let Jupyter write it");
  }
}
