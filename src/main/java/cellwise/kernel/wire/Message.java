package cellwise.kernel.wire;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A message of Jupyter's protocol.
 *
 * @param identities to or from whom it goes; of a broadcast, its topic
 * @param parent the header of the message that this one answers; empty if none
 * @param buffers bytes beside the JSON
 */
record Message(
    List<byte[]> identities,
    JsonObject header,
    JsonObject parent,
    JsonObject metadata,
    JsonObject content,
    List<byte[]> buffers) {
  /** The version of the protocol that is spoken. */
  static final String PROTOCOL = "5.5";

  private static final String SESSION = UUID.randomUUID().toString();

  /** A message of this kernel's, which answers no other and goes to the given identities. */
  static Message of(List<byte[]> identities, String type, JsonObject content) {
    JsonObject header = new JsonObject();
    header.addProperty("msg_id", UUID.randomUUID().toString());
    header.addProperty("msg_type", type);
    header.addProperty("username", "kernel");
    header.addProperty("session", SESSION);
    header.addProperty("date", Instant.now().toString());
    header.addProperty("version", PROTOCOL);
    JsonObject none = new JsonObject();
    return new Message(identities, header, none, none, content, List.of());
  }

  /** A message to the sender of this one, about it. */
  Message answer(String type, JsonObject content) {
    return of(identities, type, content).about(header);
  }

  /** The same message as one about another, whose header is given. */
  Message about(JsonObject other) {
    return new Message(identities, header, other, metadata, content, buffers);
  }

  /** The same message with more beside its content. */
  Message with(JsonObject metadata, List<byte[]> buffers) {
    return new Message(identities, header, parent, metadata, content, buffers);
  }

  String type() {
    return header.get("msg_type").getAsString();
  }
}
