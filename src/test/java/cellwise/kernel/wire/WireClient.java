package cellwise.kernel.wire;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/** A client of a connection that is served in this JVM. */
final class WireClient implements AutoCloseable {
  /** JeroMQ forgets to greet by one connection in some fifty, and then connects again. */
  private static final int GREETING_MILLIS = 500;

  private final ZMQ.Context context = ZMQ.context(1);
  private final List<ZMQ.Socket> sockets = new ArrayList<>();
  private final ConnectionInfo info;
  private final MessageFormat format;

  WireClient(ConnectionInfo info) {
    this.info = info;
    format = new MessageFormat(info);
  }

  /** Where nobody listens yet, for clients that encrypt by these keys, if there are any. */
  static ConnectionInfo free(Optional<ConnectionInfo.CurveKeys> keys) throws IOException {
    ConnectionInfo free = ConnectionInfo.free();
    return new ConnectionInfo(
        free.transport(), free.ip(), free.ports(), free.scheme(), free.key(), keys);
  }

  /** A socket of a client that has the keys of the connection, if there are any. */
  ZMQ.Socket connect(Channel channel) {
    return connect(
        channel, socket -> info.curve().ifPresent(keys -> encrypt(socket, keys, keys.publicKey())));
  }

  /** A socket of a client that does something of its own before it connects. */
  ZMQ.Socket connect(Channel channel, Consumer<ZMQ.Socket> prepare) {
    ZMQ.Socket socket =
        context.socket(channel == Channel.IOPUB ? SocketType.SUB : SocketType.DEALER);
    sockets.add(socket);
    if (channel == Channel.IOPUB) {
      socket.subscribe("");
    }
    socket.setLinger(0);
    socket.setReceiveTimeOut(30_000);
    socket.setHandshakeIvl(GREETING_MILLIS);
    prepare.accept(socket);
    socket.connect(info.address(channel));
    return socket;
  }

  /** Gives a socket its own keys and the kernel's public one. */
  static void encrypt(ZMQ.Socket socket, ConnectionInfo.CurveKeys own, String kernel) {
    socket.setCurvePublicKey(own.publicKey().getBytes());
    socket.setCurveSecretKey(own.secretKey().getBytes());
    socket.setCurveServerKey(kernel.getBytes());
  }

  /** The frames of a request, signed as the connection wants it. */
  List<byte[]> request(String type, Map<String, ?> content) {
    return format.write(Message.of(List.of(), type, Json.tree(content)));
  }

  /** Sends a request and waits for the content of its reply. */
  JsonObject ask(ZMQ.Socket socket, String type, Map<String, ?> content) {
    MessageFormat.send(socket, request(type, content));
    return next(socket).content();
  }

  /** The next message that comes. */
  Message next(ZMQ.Socket socket) {
    return format.read(MessageFormat.receive(socket, 0));
  }

  @Override
  public void close() {
    sockets.forEach(ZMQ.Socket::close);
    context.close();
  }
}
