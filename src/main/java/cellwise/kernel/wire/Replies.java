package cellwise.kernel.wire;

import io.github.spencerpark.jupyter.messages.ContentType;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.reply.CommInfoReply;
import io.github.spencerpark.jupyter.messages.reply.InterruptReply;
import io.github.spencerpark.jupyter.messages.reply.ShutdownReply;
import java.util.Map;

/** Replies with the {@code status} that the protocol asks for and the base library leaves out. */
@SuppressWarnings("unused") // the fields are those of the JSON
final class Replies {
  private Replies() {}

  /** The same reply with its status, if it lacks one. */
  static ContentType<?> withStatus(ContentType<?> reply) {
    if (reply instanceof CommInfoReply info) {
      return new CommInfo(info.getComms());
    }
    if (reply instanceof ShutdownReply shutdown) {
      return new Shutdown(shutdown.isRestart());
    }
    return reply instanceof InterruptReply ? new Interrupt() : reply;
  }

  private static final class CommInfo extends CommInfoReply {
    private final String status = "ok";

    CommInfo(Map<String, CommInfoReply.CommInfo> comms) {
      super(comms);
    }
  }

  private static final class Interrupt extends InterruptReply {
    private final String status = "ok";
  }

  /** The base library's cannot be extended. */
  private static final class Shutdown implements ContentType<Shutdown> {
    private final String status = "ok";
    private final boolean restart;

    Shutdown(boolean restart) {
      this.restart = restart;
    }

    @Override
    @SuppressWarnings("unchecked")
    public MessageType<Shutdown> getType() {
      return (MessageType<Shutdown>) (MessageType<?>) MessageType.SHUTDOWN_REPLY;
    }
  }
}
