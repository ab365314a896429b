package cellwise.kernel.wire;

import com.google.gson.JsonObject;
import java.util.List;

/** A message that a client sent, and the ways to say something about it before the reply. */
public final class Request {
  private final Message message;
  private final PublishQueue publishing;
  private final InputPrompt prompt;

  Request(Message message, PublishQueue publishing, InputPrompt prompt) {
    this.message = message;
    this.publishing = publishing;
    this.prompt = prompt;
  }

  Message message() {
    return message;
  }

  /**
   * What it says, as a record whose components are called as the fields.
   *
   * @throws com.google.gson.JsonParseException if a field is of another kind
   */
  public <T> T content(Class<T> type) {
    return Json.read(message.content(), type);
  }

  /** Who sent it, when, and by what id, as it came. */
  public JsonObject header() {
    return message.header();
  }

  /** What it says beside its content, as it came. */
  public JsonObject metadata() {
    return message.metadata();
  }

  /** Bytes that came with it. */
  public List<byte[]> buffers() {
    return message.buffers();
  }

  /** Tells all clients something about this request, after all that was told before. */
  public void publish(String type, Object content) {
    publishing.send(this, type, content);
  }

  /**
   * Asks the user of the client that sent this for a line, and waits for it.
   *
   * @throws ThreadDeath if the cell is interrupted meanwhile: like a stop, it passes the code that
   *     catches what reading may throw
   */
  public String ask(String text, boolean isPassword) {
    return prompt.ask(message, text, isPassword);
  }
}
