package cellwise.data.fetch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Reads a tar archive (POSIX {@code ustar}), an entry at a time. A library for it needs others, of
 * which another kernel may have older ones in front.
 */
final class TarReader {
  private static final int BLOCK = 512;

  private final InputStream in;
  private final long most;
  private long told;
  private long left;
  private long padding;

  /**
   * What is said of an entry before its bytes.
   *
   * @param type {@code 0} for a file, {@code 5} for a folder, others for links and devices
   */
  record Entry(String name, char type, long size) {
    boolean isFile() {
      return type == '0' || type == 0;
    }

    boolean isFolder() {
      return type == '5';
    }

    /** Returns whether it only tells more of the next one, such as its time to the nanosecond. */
    private boolean isAttributes() {
      return type == 'x' || type == 'g';
    }
  }

  /** An archive that holds more than it may. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1;

    private TooLargeException(long most) {
      super("unpacks to more than " + most + " bytes");
    }
  }

  /**
   * The caller closes the stream.
   *
   * @param most bytes that all entries together may have
   */
  TarReader(InputStream in, long most) {
    this.in = in;
    this.most = most;
  }

  /** Returns the next entry, null after the last. */
  Entry next() throws IOException {
    Entry entry = nextHead();
    while (entry != null && entry.isAttributes()) {
      entry = nextHead();
    }
    return entry;
  }

  private Entry nextHead() throws IOException {
    in.skipNBytes(left + padding);
    byte[] head = in.readNBytes(BLOCK);
    if (head.length < BLOCK) {
      throw new EOFException("it ends before its end mark");
    }
    if (isZero(head)) {
      return null;
    }
    requireSum(head);
    String prefix = text(head, 345, 155);
    String name = (prefix.isEmpty() ? "" : prefix + "/") + text(head, 0, 100);
    left = number(head, 124, 12);
    padding = Math.floorMod(-left, BLOCK);
    told += BLOCK + left;
    if (told > most) {
      throw new TooLargeException(most);
    }
    return new Entry(name, (char) head[156], left);
  }

  /** Copies the bytes of the entry that {@link #next} returned. */
  void copyTo(OutputStream out) throws IOException {
    byte[] buffer = new byte[1 << 16];
    while (left > 0) {
      int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (n < 0) {
        throw new EOFException("it ends within an entry");
      }
      out.write(buffer, 0, n);
      left -= n;
    }
  }

  private static boolean isZero(byte[] head) {
    for (byte b : head) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** The sum of all bytes, its own eight taken for spaces. */
  private static void requireSum(byte[] head) throws IOException {
    long sum = 8 * ' ';
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? 0 : head[i] & 0xff;
    }
    if (sum != number(head, 148, 8)) {
      throw new IOException("an entry's checksum is wrong");
    }
  }

  private static long number(byte[] head, int at, int length) throws IOException {
    String octal = text(head, at, length).strip();
    if (!octal.matches("[0-7]{1,11}")) {
      throw new IOException("an entry has %s where a number must be".formatted(octal));
    }
    return Long.parseLong(octal, 8);
  }

  private static String text(byte[] head, int at, int length) {
    int end = at;
    while (end < at + length && head[end] != 0) {
      end++;
    }
    return new String(head, at, end - at, StandardCharsets.UTF_8);
  }
}
