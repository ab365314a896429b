package cellwise.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of this machine. */
public final class Ports {
  private Ports() {}

  /** Returns one of 127.0.0.1 that nobody listens on now. */
  public static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * Sees that a host's nodes can listen on a port, before they are started; of another host only
   * its own nodes can tell.
   *
   * @throws IOException if they cannot, for instance since somebody else does
   */
  public static void requireFree(Host host, int port) throws IOException {
    if (!host.isHere()) {
      return;
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host.address(), port));
    } catch (IOException e) {
      throw new IOException(
          "port %d at %s cannot be listened on (%s): give another --port, or the address that this machine has"
              .formatted(port, host.address(), e.getMessage()),
          e);
    }
  }
}
