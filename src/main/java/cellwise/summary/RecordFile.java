package cellwise.summary;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A new file of TensorFlow's records. Each is written at once and whole.
 *
 * <p>Framing: length, its checksum, the record, its checksum; the checksums are CRC-32C, rotated
 * and shifted by a constant. Source: TensorFlow's {@code core/lib/io/record_writer.cc}.
 */
final class RecordFile implements Closeable {
  private static final int MASK = 0xa282ead8;
  private static final int FRAME = Long.BYTES + 2 * Integer.BYTES;

  private final FileChannel channel;

  /**
   * Makes a file.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one
   */
  RecordFile(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Writes a record in one call; where that fails, what came of it is cut off again. */
  void append(byte[] bytes) throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(FRAME + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
    frame.putLong(bytes.length);
    frame.putInt(masked(frame.array(), Long.BYTES));
    frame.put(bytes);
    frame.putInt(masked(bytes, bytes.length));
    frame.flip();
    long whole = channel.position();
    try {
      while (frame.hasRemaining()) {
        channel.write(frame);
      }
    } catch (IOException e) {
      if (channel.isOpen()) {
        channel.truncate(whole);
      }
      throw e;
    }
  }

  private static int masked(byte[] bytes, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, count);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
