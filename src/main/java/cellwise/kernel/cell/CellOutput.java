package cellwise.kernel.cell;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Standard output or standard error of the cells: every write is passed on at once, so that nothing
 * is lost and text keeps its place among results, errors and the other stream.
 */
final class CellOutput extends OutputStream {
  private final Consumer<String> printed;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final Runnable waitForRoom;
  private ByteBuffer partOfACharacter = ByteBuffer.allocate(0);

  /**
   * A stream that gives whole characters to {@code printed}, one thread at a time, which holds the
   * monitor of this meanwhile.
   *
   * @param waitForRoom what may keep a thread waiting, called before
   */
  CellOutput(Runnable waitForRoom, Consumer<String> printed) {
    this.waitForRoom = waitForRoom;
    this.printed = printed;
  }

  /** A stream to print to, in UTF-8. */
  PrintStream printStream() {
    return new PrintStream(this, false, StandardCharsets.UTF_8);
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    waitForRoom.run();
    pass(bytes, offset, length);
  }

  private synchronized void pass(byte[] bytes, int offset, int length) {
    ByteBuffer in = ByteBuffer.allocate(partOfACharacter.remaining() + length);
    in.put(partOfACharacter).put(bytes, offset, length).flip();
    CharBuffer text = CharBuffer.allocate(in.remaining());
    decoder.decode(in, text, false);
    partOfACharacter = in;
    if (text.flip().hasRemaining()) {
      printed.accept(text.toString());
    }
  }
}
