package cellwise.checkpoint;

import com.google.gson.Gson;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A file of named tensors in the safetensors format: 8 bytes of length, that much JSON, numbers.
 *
 * <p>DJL reads and writes the format too, without metadata, so without a checksum. Here the first
 * entry of the metadata is the CRC-32C of the whole file, computed with zeros in its place.
 *
 * <p>Source: <a href="https://github.com/huggingface/safetensors">the format's description</a>.
 */
final class Safetensors implements AutoCloseable {
  private static final int LARGEST_HEADER = 1 << 20;
  private static final int LENGTH = Long.BYTES;
  private static final String CRC = "crc32c";
  private static final String NO_CRC = "00000000";
  private static final String START = "{\"__metadata__\":{\"" + CRC + "\":\"";
  private static final int CRC_AT = LENGTH + START.length();

  private final Path file;
  private final FileChannel channel;
  private final Header header;
  private final long dataAt;

  private Safetensors(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    long size = channel.size();
    if (size < LENGTH + 2) {
      throw broken("it has %d bytes, a header alone has more".formatted(size));
    }
    long length = read(0, LENGTH).getLong();
    if (length < 2 || length > Math.min(size - LENGTH, LARGEST_HEADER)) {
      throw broken(
          "its header has %s bytes, must have 2 to %d"
              .formatted(Long.toUnsignedString(length), Math.min(size - LENGTH, LARGEST_HEADER)));
    }
    dataAt = LENGTH + length;
    try {
      header = Header.parse(read(LENGTH, (int) length));
    } catch (IOException e) {
      throw broken("its header is wrong: " + e.getMessage());
    }
    if (size - dataAt != header.dataBytes()) {
      throw broken(
          "it has %d bytes of numbers, must have %d".formatted(size - dataAt, header.dataBytes()));
    }
  }

  /**
   * Opens a file and reads its header; no number yet.
   *
   * @throws IOException if it breaks the format's rules; the message names the file and the rule
   */
  static Safetensors open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new Safetensors(file, channel);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  Map<String, String> metadata() {
    return header.metadata();
  }

  /** Returns what the file has, by name. */
  Map<String, Tensor.Kind> kinds() {
    Map<String, Tensor.Kind> kinds = new LinkedHashMap<>();
    header.places().forEach((name, place) -> kinds.put(name, place.kind()));
    return kinds;
  }

  /** Returns the bytes of all numbers together. */
  long dataBytes() {
    return header.dataBytes();
  }

  /**
   * Reads one tensor.
   *
   * @param name one of {@link #kinds}; the caller has looked whether it is not too large
   */
  Tensor tensor(String name) throws IOException {
    Header.Place place = header.places().get(name);
    ByteBuffer bytes = read(dataAt + place.begin(), Math.toIntExact(place.kind().bytes()));
    return new Tensor(place.kind().type(), place.kind().shape(), bytes);
  }

  /**
   * Reads the whole file once for its checksum.
   *
   * @throws IOException if the file is not as it was written
   */
  void verify() throws IOException {
    String written = header.metadata().get(CRC);
    byte[] start = START.getBytes(StandardCharsets.UTF_8);
    if (written == null
        || channel.size() < CRC_AT + NO_CRC.length()
        || !read(LENGTH, start.length).equals(ByteBuffer.wrap(start))) {
      throw broken("it does not begin with a " + CRC + ": it is no checkpoint of this library");
    }
    CRC32C crc = new CRC32C();
    crc.update(read(0, CRC_AT));
    crc.update(NO_CRC.getBytes(StandardCharsets.UTF_8));
    long size = channel.size();
    for (long at = CRC_AT + NO_CRC.length(); at < size; at += 1 << 16) {
      crc.update(read(at, (int) Math.min(1 << 16, size - at)));
    }
    if (!hex(crc).equals(written)) {
      throw broken("its CRC-32C is %s, was %s when written".formatted(hex(crc), written));
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /**
   * Writes a file and waits until the disk has it.
   *
   * @param metadata further text by name
   */
  static void write(Path file, Map<String, String> metadata, Map<String, Tensor> tensors)
      throws IOException {
    ByteBuffer head = head(metadata, tensors);
    CRC32C crc = new CRC32C();
    crc.update(head.duplicate());
    tensors.values().forEach(tensor -> crc.update(tensor.bytes().duplicate()));
    head.put(CRC_AT, hex(crc).getBytes(StandardCharsets.UTF_8));
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      writeFully(out, head);
      for (Tensor tensor : tensors.values()) {
        writeFully(out, tensor.bytes().duplicate());
      }
      out.force(true);
    }
  }

  /** The length and the JSON, filled with spaces so that the numbers begin at a multiple of 8. */
  private static ByteBuffer head(Map<String, String> metadata, Map<String, Tensor> tensors) {
    Map<String, Object> json = new LinkedHashMap<>();
    Map<String, String> text = new LinkedHashMap<>();
    text.put(CRC, NO_CRC);
    text.putAll(metadata);
    json.put("__metadata__", text);
    long end = 0;
    for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
      Tensor value = tensor.getValue();
      long begin = end;
      end += value.bytes().limit();
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dtype", value.typeName());
      entry.put("shape", value.shape().getShape());
      entry.put("data_offsets", new long[] {begin, end});
      json.put(tensor.getKey(), entry);
    }
    byte[] bytes = new Gson().toJson(json).getBytes(StandardCharsets.UTF_8);
    int length = (bytes.length + 7) / 8 * 8;
    ByteBuffer head = Tensor.room(LENGTH + length).putLong(length).put(bytes);
    while (head.hasRemaining()) {
      head.put((byte) ' ');
    }
    return head.flip();
  }

  private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private ByteBuffer read(long at, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, at + bytes.position()) < 0) {
        throw new EOFException(file + " ends at byte " + (at + bytes.position()));
      }
    }
    return bytes.flip();
  }

  private IOException broken(String why) {
    return new IOException(file + " cannot be read as safetensors: " + why);
  }

  private static String hex(CRC32C crc) {
    return "%08x".formatted(crc.getValue());
  }
}
