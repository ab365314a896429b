package cellwise.data.file;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/** The checksums of a PNG, which Java's reader passes over. */
final class PngChunks {
  private static final int SIGNATURE = 8;

  private PngChunks() {}

  /**
   * Checks every chunk to the last one.
   *
   * @throws IOException if the file is cut off or a chunk is not what was written; the message
   *     gives the byte offset
   */
  static void check(Path file) throws IOException {
    CRC32 crc = new CRC32();
    long at = SIGNATURE;
    try (DataInputStream in =
        new DataInputStream(
            new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file)), crc))) {
      in.skipNBytes(SIGNATURE);
      String name = "";
      while (!name.equals("IEND")) {
        int length = in.readInt();
        crc.reset();
        name = new String(in.readNBytes(4), StandardCharsets.ISO_8859_1);
        in.skipNBytes(Integer.toUnsignedLong(length));
        int found = (int) crc.getValue();
        if (in.readInt() != found) {
          throw new IOException(
              "it is broken: the chunk at byte offset %d has another checksum: fetch it again"
                  .formatted(at));
        }
        at += 12 + Integer.toUnsignedLong(length);
      }
    } catch (EOFException e) {
      throw new IOException(
          "it is cut off at byte offset %d: fetch it again".formatted(Files.size(file)), e);
    }
  }
}
