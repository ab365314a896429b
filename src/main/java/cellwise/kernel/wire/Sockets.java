package cellwise.kernel.wire;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;

/**
 * The bound sockets of a kernel. JeroMQ knows TCP, so Unix sockets are relayed to it.
 *
 * <p>A socket belongs to one thread, which closes it; {@link #close} only ends what is left.
 */
final class Sockets implements Closeable {
  /** What a socket has, after it is closed, to send its last messages. */
  private static final int LAST_WORDS_MILLIS = 1000;

  /** No frame of a client may be larger than this part of the heap. */
  private static final int PART_OF_HEAP = 4;

  private final ConnectionInfo info;
  private final ZMQ.Context context = ZMQ.context(1);
  private final Map<Channel, ZMQ.Socket> sockets = new EnumMap<>(Channel.class);
  private final List<UnixRelay> relays = new ArrayList<>();

  /**
   * Binds all of them.
   *
   * @throws IOException if an address or path cannot be bound
   */
  Sockets(ConnectionInfo info) throws IOException {
    this.info = info;
    try {
      for (Channel channel : Channel.values()) {
        sockets.put(channel, open(channel));
        bind(channel);
      }
    } catch (IOException | RuntimeException e) {
      sockets.values().forEach(ZMQ.Socket::close);
      close();
      throw e;
    }
  }

  private ZMQ.Socket open(Channel channel) {
    ZMQ.Socket socket = context.socket(channel.type());
    socket.setLinger(LAST_WORDS_MILLIS);
    socket.setMaxMsgSize(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    info.curve()
        .ifPresent(
            keys -> {
              socket.setCurveServer(true);
              socket.setCurvePublicKey(keys.publicKey().getBytes(StandardCharsets.US_ASCII));
              socket.setCurveSecretKey(keys.secretKey().getBytes(StandardCharsets.US_ASCII));
            });
    if (channel == Channel.IOPUB) {
      Publisher.prepare(socket);
    }
    return socket;
  }

  private void bind(Channel channel) throws IOException {
    ZMQ.Socket socket = sockets.get(channel);
    String address = info.address(channel);
    if (info.transport().equals("ipc")) {
      relays.add(new UnixRelay(Path.of(address), socket.bindToRandomPort("tcp://127.0.0.1")));
      return;
    }
    try {
      socket.bind(address);
    } catch (ZMQException e) {
      throw new IOException(
          address + " cannot be bound, start the kernel anew: " + e.getMessage(), e);
    }
  }

  ZMQ.Socket get(Channel channel) {
    return sockets.get(channel);
  }

  /** Waits until the last messages are on their way. To be called when all sockets are closed. */
  @Override
  public void close() throws IOException {
    context.close();
    for (UnixRelay relay : relays) {
      relay.close();
    }
  }
}
