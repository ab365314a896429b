package cellwise.kernel;

import io.github.spencerpark.jupyter.messages.MessageContext;
import io.github.spencerpark.jupyter.messages.publish.PublishStream.StreamType;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Standard output or standard error of the cells: every write goes to the queue at once, so that
 * nothing is lost and text keeps its place among results, errors and the other stream.
 *
 * <p>Text printed by a thread that outlives its cell belongs to the cell that ran last.
 */
final class CellOutput extends OutputStream {
  private final PublishQueue queue;
  private final StreamType stream;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private ByteBuffer partOfACharacter = ByteBuffer.allocate(0);
  private MessageContext request;

  CellOutput(PublishQueue queue, StreamType stream) {
    this.queue = queue;
    this.stream = stream;
  }

  /** A stream to print to, in UTF-8. */
  PrintStream printStream() {
    return new PrintStream(this, false, StandardCharsets.UTF_8);
  }

  /** From now on, what is printed belongs to this request. */
  synchronized void attach(MessageContext request) {
    this.request = request;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    ByteBuffer in = ByteBuffer.allocate(partOfACharacter.remaining() + length);
    in.put(partOfACharacter).put(bytes, offset, length).flip();
    CharBuffer text = CharBuffer.allocate(in.remaining());
    decoder.decode(in, text, false);
    partOfACharacter = in;
    if (request != null && text.flip().hasRemaining()) {
      queue.write(request, stream, text.toString());
    }
  }
}
