package cellwise.kernel.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixRelayTest {
  @TempDir Path directory;

  @Test
  void takesTheSocketThatAKilledKernelHasLeft() throws IOException {
    Path path = directory.resolve("k-1");
    try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      killed.bind(UnixDomainSocketAddress.of(path));
    }
    assertThat(path).exists();

    try (UnixRelay relay = new UnixRelay(path, 9)) {
      assertThat(relay).isNotNull();
      SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
    }
    assertThat(path).doesNotExist();
  }

  @Test
  void leavesASocketThatIsServedAndAFile() throws IOException {
    Path served = directory.resolve("k-1");
    Path file = Files.writeString(directory.resolve("k-2"), "mine");

    try (UnixRelay first = new UnixRelay(served, 9)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> new UnixRelay(served, 9))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(served + " cannot be bound, pass another ip");
      SocketChannel.open(UnixDomainSocketAddress.of(served)).close();
    }
    assertThatThrownBy(() -> new UnixRelay(file, 9)).isInstanceOf(IOException.class);
    assertThat(file).content().isEqualTo("mine");
  }
}
