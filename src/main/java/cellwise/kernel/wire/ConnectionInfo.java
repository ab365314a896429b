package cellwise.kernel.wire;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What Jupyter's connection file says: where the sockets listen, and the keys.
 *
 * @param transport {@code tcp} or {@code ipc}
 * @param ip the address to bind, for {@code ipc} the path that the sockets' files begin with
 * @param ports the number of each channel's port or file
 * @param scheme how messages are signed, such as {@code hmac-sha256}
 * @param key what they are signed with; if empty, they are not
 * @param curve the keys of CurveZMQ if the client encrypts
 */
public record ConnectionInfo(
    String transport,
    String ip,
    Map<Channel, Integer> ports,
    String scheme,
    String key,
    Optional<CurveKeys> curve) {
  private static final List<String> TRANSPORTS = List.of("tcp", "ipc");

  /** The kernel's keys, each 40 characters of Z85. Who knows the public one may connect. */
  record CurveKeys(String publicKey, String secretKey) {}

  /**
   * Checks the transport.
   *
   * @throws IllegalArgumentException if it is none of those that this kernel has
   */
  public ConnectionInfo {
    if (!TRANSPORTS.contains(transport)) {
      throw new IllegalArgumentException("names no transport of " + TRANSPORTS);
    }
    ports = Map.copyOf(ports);
  }

  /**
   * Reads the JSON of a connection file.
   *
   * @throws IllegalArgumentException if something is missing or cannot be meant; the message goes
   *     on from the file's name and tells no key
   */
  public static ConnectionInfo parse(String json) {
    JsonObject file;
    try {
      file = Json.parse(json);
    } catch (JsonParseException | IllegalStateException e) {
      throw new IllegalArgumentException("is no JSON object", e);
    }
    String transport = text(file, "transport").orElse("");
    Map<Channel, Integer> ports = new EnumMap<>(Channel.class);
    if (TRANSPORTS.contains(transport)) { // else there is more to say than that a port is missing
      for (Channel channel : Channel.values()) {
        ports.put(channel, port(file, channel.portField()));
      }
    }
    return new ConnectionInfo(
        transport,
        text(file, "ip").orElse("127.0.0.1"),
        ports,
        text(file, "signature_scheme").orElse("hmac-sha256"),
        text(file, "key").orElse(""),
        curve(text(file, "curve_publickey"), text(file, "curve_secretkey")));
  }

  /**
   * Where nobody listens yet, on this machine alone, with a new key.
   *
   * @throws IOException if there are no ports to be had
   */
  public static ConnectionInfo free() throws IOException {
    Map<Channel, ServerSocket> taken = new EnumMap<>(Channel.class);
    Map<Channel, Integer> ports = new EnumMap<>(Channel.class);
    try {
      for (Channel channel : Channel.values()) {
        taken.put(channel, new ServerSocket(0));
        ports.put(channel, taken.get(channel).getLocalPort());
      }
    } finally {
      for (ServerSocket socket : taken.values()) {
        socket.close();
      }
    }
    String key = UUID.randomUUID().toString();
    return new ConnectionInfo("tcp", "127.0.0.1", ports, "hmac-sha256", key, Optional.empty());
  }

  private static Optional<CurveKeys> curve(Optional<String> publicKey, Optional<String> secretKey) {
    if (publicKey.isEmpty() && secretKey.isEmpty()) {
      return Optional.empty();
    }
    if (!isKey(publicKey) || !isKey(secretKey)) {
      throw new IllegalArgumentException(
          "has not two keys of 40 characters of Z85 in curve_publickey and curve_secretkey");
    }
    return Optional.of(new CurveKeys(publicKey.get(), secretKey.get()));
  }

  private static boolean isKey(Optional<String> key) {
    return key.filter(it -> it.matches("[0-9a-zA-Z.:+=^!/*?&<>()\\[\\]{}@%$#-]{40}")).isPresent();
  }

  private static Optional<String> text(JsonObject file, String field) {
    return Optional.ofNullable(file.get(field))
        .filter(JsonElement::isJsonPrimitive)
        .map(JsonElement::getAsString);
  }

  private static int port(JsonObject file, String field) {
    String number = text(file, field).orElse("");
    int port = number.matches("\\d{1,5}") ? Integer.parseInt(number) : 0;
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "has \"%s\" as %s, must be 1 to 65535".formatted(number, field));
    }
    return port;
  }

  /** Where a channel's socket is: an address of TCP, or the path of a file. */
  String address(Channel channel) {
    int port = ports.get(channel);
    return transport.equals("ipc") ? ip + "-" + port : "tcp://" + ip + ":" + port;
  }
}
