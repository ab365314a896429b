package cellwise.data;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Another format, whose files people give the names of CIFAR's.
 *
 * @param record the bytes of its records
 * @param what what they are, and what to do
 */
record Lookalike(int record, String what) {
  private static final int SMALL = 28 * 28;

  /** In the order in which they are less and less likely to fit by chance. */
  private static final List<Lookalike> ALL =
      List.of(
          new Lookalike(2 + CifarRecords.PICTURE, "CIFAR-100's: Cifar100.open reads them"),
          new Lookalike(1 + CifarRecords.PICTURE, "CIFAR-10's: Cifar10.open reads them"),
          new Lookalike(CifarRecords.PICTURE, "pictures without labels: put one byte before each"),
          new Lookalike(1 + SMALL, "28 × 28 grey pixels with a label: Mnist.open reads IDX files"),
          new Lookalike(SMALL, "28 × 28 grey pixels: Mnist.open reads IDX files"));

  /** Returns what a file is that has no whole number of records. */
  static String of(ByteBuffer bytes, int record) {
    int size = bytes.limit();
    if (startsWith(bytes, 0x1f, 0x8b)) {
      return "is compressed: unpack it";
    }
    if (startsWith(bytes, 0x80, 2) || startsWith(bytes, 0x80, 3) || startsWith(bytes, 0x80, 4)) {
      return "is of CIFAR's Python version: pass the binary version, cifar-10-binary.tar.gz or"
          + " cifar-100-binary.tar.gz";
    }
    for (Lookalike other : ALL) {
      if (size % other.record == 0) {
        return "has no records of %d bytes; its %d bytes are %d of %d, as of %s"
            .formatted(record, size, size / other.record, other.record, other.what);
      }
    }
    int whole = size / record;
    return "is truncated: record %d starts at byte offset %d and has %d of %d bytes; fetch the file again"
        .formatted(whole, whole * record, size % record, record);
  }

  private static boolean startsWith(ByteBuffer bytes, int first, int second) {
    return bytes.limit() > 1 && bytes.get(0) == (byte) first && bytes.get(1) == (byte) second;
  }
}
