package cellwise.kernel.wire;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Carries bytes between a Unix domain socket, Jupyter's transport {@code ipc}, and a TCP port of
 * this machine, the only thing that JeroMQ can bind: its own {@code ipc} is TCP in disguise.
 */
final class UnixRelay implements Closeable {
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int LAST_BYTES_MILLIS = 1000;

  private final Path path;
  private final int port;
  private final ServerSocketChannel server;
  private final List<Thread> pumps = new CopyOnWriteArrayList<>();

  /**
   * Serves a path by the port, until closed. The socket of a kernel that was killed gives way.
   *
   * @throws IOException if the path cannot be bound, as another process serves it or it is a file
   */
  UnixRelay(Path path, int port) throws IOException {
    this.path = path;
    this.port = port;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      if (isAbandoned(path)) {
        Files.delete(path);
      }
      server.bind(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      server.close();
      throw new IOException(
          path + " cannot be bound, pass another ip in the connection file: " + e.getMessage(), e);
    }
    start(this::accept);
  }

  /** Whether it is a socket, neither file nor folder nor link, on which nobody listens. */
  private static boolean isAbandoned(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        || !Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .isOther()) {
      return false;
    }
    try {
      SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = server.accept();
        SocketChannel kernel =
            SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        pumps.removeIf(pump -> !pump.isAlive());
        pumps.add(start(() -> pump(client, kernel)));
        pumps.add(start(() -> pump(kernel, client)));
      }
    } catch (IOException e) {
      return; // closed
    }
  }

  private static void pump(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    try (from;
        to) {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
    } catch (IOException e) {
      return; // one side has gone, and with it the connection
    }
  }

  private static Thread start(Runnable task) {
    Thread thread = new Thread(task, "ipc");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Takes no more connections and waits for the last bytes of those there are. */
  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(path);
    try {
      for (Thread pump : pumps) {
        pump.join(LAST_BYTES_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
