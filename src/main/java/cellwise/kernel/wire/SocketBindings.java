package cellwise.kernel.wire;

import io.github.spencerpark.jupyter.channels.JupyterSocket;
import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where a kernel's sockets listen: JeroMQ knows TCP, so Unix sockets are relayed to it. */
final class SocketBindings implements Closeable {
  private final KernelConnectionProperties properties;
  private final List<UnixRelay> relays = new ArrayList<>();

  SocketBindings(KernelConnectionProperties properties) {
    this.properties = properties;
  }

  /**
   * Binds a socket to the port of the connection file.
   *
   * @throws UncheckedIOException if the Unix socket cannot be made
   */
  void bind(JupyterSocket socket, int port) {
    if (!"ipc".equals(properties.getTransport())) {
      socket.bind(properties.getTransport() + "://" + properties.getIp() + ":" + port);
      return;
    }
    try {
      int local = socket.bindToRandomPort("tcp://127.0.0.1");
      relays.add(new UnixRelay(Path.of(properties.getIp() + "-" + port), local));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the relays. */
  @Override
  public void close() throws IOException {
    for (UnixRelay relay : relays) {
      relay.close();
    }
  }
}
