package cellwise.kernel.cell;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Standard input of the cells: lines typed by the user, in UTF-8. What a cell leaves unread is not
 * the next one's. The base library's stream gives negative bytes and keeps what was left.
 */
final class CellInput extends InputStream {
  /** The input of one cell. */
  private static final class Lines {
    private final Supplier<String> ask;
    private byte[] line = {};
    private int next;

    /** Lines from the user, none at all if {@code ask} is null. */
    Lines(Supplier<String> ask) {
      this.ask = ask;
    }

    synchronized int read(byte[] into, int offset, int length) {
      if (next == line.length && ask != null) {
        line = (ask.get() + "\n").getBytes(StandardCharsets.UTF_8);
        next = 0;
      }
      int count = Math.min(length, line.length - next);
      System.arraycopy(line, next, into, offset, count);
      next += count;
      return count == 0 ? -1 : count;
    }

    synchronized int available() {
      return line.length - next;
    }
  }

  private volatile Lines lines = new Lines(null);

  /** From now on lines come from {@code ask}; null means that nothing can be read. */
  void attach(Supplier<String> ask) {
    lines = new Lines(ask);
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return lines.read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, into.length);
    return length == 0 ? 0 : lines.read(into, offset, length);
  }

  @Override
  public int available() {
    return lines.available();
  }
}
