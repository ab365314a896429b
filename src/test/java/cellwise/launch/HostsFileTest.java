package cellwise.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostsFileTest {
  @TempDir Path folder;

  private List<Host> read(String text) throws IOException {
    return HostsFile.read(Files.writeString(folder.resolve("hosts"), text));
  }

  @Test
  void hasAHostOnEachLine() throws Exception {
    assertThat(read("# ours\n\nlocalhost 10.0.0.1 # first\n\tme@b\t10.0.0.2\n10.0.0.3\n"))
        .containsExactly(
            new Host("localhost", "10.0.0.1"),
            new Host("me@b", "10.0.0.2"),
            new Host("10.0.0.3", "10.0.0.3"));
  }

  @ParameterizedTest
  @CsvSource({
    "'# none\n', 'names no host, must have at least one line ''HOST [ADDRESS]'''",
    "'a 1.2.3.4 x', 'line 1: ''a 1.2.3.4 x'', must be ''HOST [ADDRESS]'''",
    "'\n-oProxyCommand=x 1.2.3.4', 'line 2: host is -oProxyCommand=x, must be a name or an address'",
    "'a 1.2.3.4;x', 'line 1: address is 1.2.3.4;x, must be a name or an address'",
    "'no-such.invalid', 'line 1: host no-such.invalid is not known to this machine: write its address behind it'",
    "'localhost\nb 10.0.0.2', 'localhost has the address 127.0.0.1, by which no other host reaches it'",
  })
  void refusesWhatIsNone(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(folder.resolve("hosts").toString())
        .hasMessageContaining(message);
  }

  @Test
  void mayNameThisMachineAlone() throws Exception {
    assertThat(read("localhost\nlocalhost\n")).hasSize(2).allMatch(Host::isHere);
  }
}
