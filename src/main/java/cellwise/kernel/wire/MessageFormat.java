package cellwise.kernel.wire;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.zeromq.ZMQ;

/**
 * Messages as frames: identities, a delimiter, a signature, four parts of JSON, buffers. Signatures
 * are compared in a time that tells nothing of them, and one that has come already is refused.
 */
final class MessageFormat {
  private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(StandardCharsets.US_ASCII);
  private static final int PARTS = 4;

  /** How many signatures are remembered. */
  private static final int MEMORY = 1 << 13;

  private final Mac mac;
  private final Set<String> seen =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > MEMORY;
            }
          });

  /**
   * A format that signs as the connection file says.
   *
   * @throws IllegalArgumentException if this JVM does not know the scheme
   */
  MessageFormat(ConnectionInfo info) {
    try {
      if (info.key().isEmpty()) {
        mac = null;
      } else {
        mac = Mac.getInstance(info.scheme().replace("-", ""));
        mac.init(new SecretKeySpec(info.key().getBytes(StandardCharsets.UTF_8), info.scheme()));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("asks for signatures by " + info.scheme(), e);
    }
  }

  /** Takes a message off a socket, frame by frame; empty if none comes in the socket's time. */
  static List<byte[]> receive(ZMQ.Socket socket, int flags) {
    List<byte[]> frames = new ArrayList<>();
    byte[] frame = socket.recv(flags);
    while (frame != null) {
      frames.add(frame);
      frame = socket.hasReceiveMore() ? socket.recv() : null;
    }
    return frames;
  }

  static void send(ZMQ.Socket socket, List<byte[]> frames) {
    for (int i = 0; i < frames.size(); i++) {
      socket.send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0);
    }
  }

  /**
   * Reads the message that the frames are.
   *
   * @throws RuntimeException if they are none of Jupyter's
   * @throws SecurityException if the signature is wrong or has come before
   */
  Message read(List<byte[]> frames) {
    int start = 0;
    while (start < frames.size() && !Arrays.equals(DELIMITER, frames.get(start))) {
      start++;
    }
    int end = start + 2 + PARTS;
    if (frames.size() < end) {
      throw new IllegalArgumentException(frames.size() + " frames are no message of Jupyter's");
    }
    List<byte[]> parts = frames.subList(start + 2, end);
    check(frames.get(start + 1), parts);
    List<JsonObject> json =
        parts.stream().map(part -> Json.parse(new String(part, StandardCharsets.UTF_8))).toList();
    return new Message(
        frames.subList(0, start),
        json.get(0),
        json.get(1),
        json.get(2),
        json.get(3),
        frames.subList(end, frames.size()));
  }

  private void check(byte[] signature, List<byte[]> parts) {
    String expected = sign(parts);
    if (!MessageDigest.isEqual(expected.getBytes(StandardCharsets.US_ASCII), signature)) {
      throw new SecurityException("its signature is wrong");
    }
    synchronized (seen) {
      if (mac != null && !seen.add(expected)) {
        throw new SecurityException("it has come before");
      }
    }
  }

  /** The frames of a message. */
  List<byte[]> write(Message message) {
    List<byte[]> parts =
        Stream.of(message.header(), message.parent(), message.metadata(), message.content())
            .map(part -> Json.text(part).getBytes(StandardCharsets.UTF_8))
            .toList();
    List<byte[]> frames = new ArrayList<>(message.identities());
    frames.add(DELIMITER);
    frames.add(sign(parts).getBytes(StandardCharsets.US_ASCII));
    frames.addAll(parts);
    frames.addAll(message.buffers());
    return frames;
  }

  private String sign(List<byte[]> parts) {
    if (mac == null) {
      return "";
    }
    synchronized (mac) {
      parts.forEach(mac::update);
      return HexFormat.of().formatHex(mac.doFinal());
    }
  }
}
