package cellwise.data;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Another format, whose files people give the names of CIFAR-10's.
 *
 * @param record the bytes of its records
 * @param what what they are, and what to do
 */
record Lookalike(int record, String what) {
  private static final int SMALL = 28 * 28;

  /** In the order in which they are less and less likely to fit by chance. */
  private static final List<Lookalike> ALL =
      List.of(
          new Lookalike(2 + Picture.BYTES, "CIFAR-100's, which is not read: pass CIFAR-10's files"),
          new Lookalike(Picture.BYTES, "pictures without labels: put one byte before each"),
          new Lookalike(1 + SMALL, "28 × 28 grey pixels with a label: Mnist.open reads IDX files"),
          new Lookalike(SMALL, "28 × 28 grey pixels: Mnist.open reads IDX files"));

  /** Returns what a file is that has no whole number of CIFAR-10's records. */
  static String of(ByteBuffer bytes) {
    int size = bytes.limit();
    if (startsWith(bytes, 0x1f, 0x8b)) {
      return "is compressed: unpack it";
    }
    if (startsWith(bytes, 0x80, 2) || startsWith(bytes, 0x80, 3) || startsWith(bytes, 0x80, 4)) {
      return "is of CIFAR-10's Python version: pass the binary version, cifar-10-binary.tar.gz";
    }
    for (Lookalike other : ALL) {
      if (size % other.record == 0) {
        return "has no records of %d bytes; its %d bytes are %d of %d, as of %s"
            .formatted(CifarRecords.RECORD, size, size / other.record, other.record, other.what);
      }
    }
    int whole = size / CifarRecords.RECORD;
    return "is truncated: record %d starts at byte offset %d and has %d of %d bytes; fetch the file again"
        .formatted(
            whole, whole * CifarRecords.RECORD, size % CifarRecords.RECORD, CifarRecords.RECORD);
  }

  private static boolean startsWith(ByteBuffer bytes, int first, int second) {
    return bytes.limit() > 1 && bytes.get(0) == (byte) first && bytes.get(1) == (byte) second;
  }
}
