package cellwise.kernel.wire;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.InstanceCreator;
import com.google.gson.JsonObject;
import com.google.gson.reflect.TypeToken;
import io.github.spencerpark.jupyter.messages.HMACGenerator;
import io.github.spencerpark.jupyter.messages.Header;
import io.github.spencerpark.jupyter.messages.KernelTimestamp;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.adapters.HeaderAdapter;
import io.github.spencerpark.jupyter.messages.adapters.HistoryRequestAdapter;
import io.github.spencerpark.jupyter.messages.adapters.KernelTimestampAdapter;
import io.github.spencerpark.jupyter.messages.adapters.MessageTypeAdapter;
import io.github.spencerpark.jupyter.messages.request.ExecuteRequest;
import io.github.spencerpark.jupyter.messages.request.HistoryRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.zeromq.ZMQ;

/**
 * Takes one message off a socket: identities, a delimiter, a signature, four parts of JSON,
 * buffers.
 *
 * <p>The base library's way reads frame by frame, so that a malformed message makes it wait for
 * ever or begin the next one in the middle, and compares signatures in a time that tells how much
 * of one is right.
 */
final class MessageReader {
  private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(StandardCharsets.US_ASCII);
  private static final Gson GSON =
      new GsonBuilder()
          .registerTypeAdapter(KernelTimestamp.class, KernelTimestampAdapter.INSTANCE)
          .registerTypeAdapter(Header.class, HeaderAdapter.INSTANCE)
          .registerTypeAdapter(MessageType.class, MessageTypeAdapter.INSTANCE)
          .registerTypeAdapter(
              ExecuteRequest.class, (InstanceCreator<ExecuteRequest>) type -> defaults())
          .registerTypeAdapter(HistoryRequest.class, HistoryRequestAdapter.INSTANCE)
          .create();

  private final HMACGenerator signer;

  /** A reader of messages that bear this signer's signature. */
  MessageReader(HMACGenerator signer) {
    this.signer = signer;
  }

  /** What an execute request says by leaving it out; one that is not silent is stored. */
  private static ExecuteRequest defaults() {
    return new ExecuteRequest(null, false, true, Map.of(), true, true);
  }

  /**
   * Reads the message that waits on the socket.
   *
   * @throws IllegalArgumentException if it is none of Jupyter's
   * @throws SecurityException if its signature is wrong
   */
  Message<?> read(ZMQ.Socket socket) {
    List<byte[]> frames = frames(socket);
    int start = 0;
    while (start < frames.size() && !Arrays.equals(DELIMITER, frames.get(start))) {
      start++;
    }
    if (frames.size() < start + 6) {
      throw new IllegalArgumentException(frames.size() + " frames are no message of Jupyter's");
    }
    List<byte[]> parts = frames.subList(start + 2, start + 6);
    check(frames.get(start + 1), parts);
    return message(frames.subList(0, start), parts, frames.subList(start + 6, frames.size()));
  }

  private static List<byte[]> frames(ZMQ.Socket socket) {
    List<byte[]> frames = new ArrayList<>();
    do {
      frames.add(socket.recv());
    } while (socket.hasReceiveMore());
    return frames;
  }

  private void check(byte[] signature, List<byte[]> parts) {
    String expected = signer.calculateSignature(parts.toArray(byte[][]::new));
    if (!MessageDigest.isEqual(expected.getBytes(StandardCharsets.US_ASCII), signature)) {
      throw new SecurityException("its signature is wrong");
    }
  }

  @SuppressWarnings("unchecked")
  private static Message<?> message(
      List<byte[]> identities, List<byte[]> parts, List<byte[]> buffers) {
    Header<Object> header = (Header<Object>) GSON.fromJson(text(parts, 0), Header.class);
    JsonObject parent = GSON.fromJson(text(parts, 1), JsonObject.class);
    return new Message<>(
        identities,
        header,
        parent.size() == 0 ? null : GSON.fromJson(parent, Header.class),
        GSON.fromJson(text(parts, 2), new TypeToken<Map<String, Object>>() {}.getType()),
        GSON.fromJson(text(parts, 3), header.getType().getContentType()),
        buffers);
  }

  private static String text(List<byte[]> parts, int index) {
    return new String(parts.get(index), StandardCharsets.UTF_8);
  }
}
