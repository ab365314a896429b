package cellwise.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * The records of one file in CIFAR-10's binary version: one label byte, then the {@link
 * Picture#BYTES} bytes of the picture; no header, no footer.
 *
 * @param source the path, or what the bytes are called where there is no file
 * @param records all of them; never written to
 */
record CifarRecords(String source, ByteBuffer records) implements Records {
  static final int RECORD = 1 + Picture.BYTES;

  /** Maps a file into memory, so that its bytes stay the system's to keep or drop. */
  static CifarRecords open(Path file, int classes) throws IOException {
    try (FileChannel channel = UserFile.open(file)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new IOException(
            "%s has %d bytes, must have at most %d: split it into several files"
                .formatted(file, channel.size(), Integer.MAX_VALUE));
      }
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      return of(file.toString(), bytes, classes);
    }
  }

  /** Checks every record's length and label. */
  static CifarRecords of(String source, ByteBuffer bytes, int classes) throws IOException {
    int size = bytes.limit();
    if (size == 0) {
      throw new IOException(source + " is empty, must hold records of 3073 bytes");
    }
    if (size % RECORD != 0) {
      throw new IOException(source + " " + Lookalike.of(bytes));
    }
    CifarRecords records = new CifarRecords(source, bytes);
    for (int i = 0; i < records.size(); i++) {
      if (records.label(i) >= classes) {
        throw new IOException(
            "%s has label %d in record %d (byte offset %d), must be 0 to %d; is it CIFAR-10's binary version?"
                .formatted(source, records.label(i), i, i * RECORD, classes - 1));
      }
    }
    return records;
  }

  @Override
  public int size() {
    return records.limit() / RECORD;
  }

  private int label(int index) {
    return records.get(index * RECORD) & 0xff;
  }

  @Override
  public Picture picture(int index) {
    byte[] planes = new byte[Picture.BYTES];
    records.get(index * RECORD + 1, planes);
    return new Picture(label(index), Picture.SIDE, Picture.SIDE, planes);
  }

  @Override
  public List<ByteBuffer> bytes() {
    return List.of(records.duplicate().rewind());
  }
}
