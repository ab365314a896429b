package cellwise.data;

import cellwise.data.file.UserFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The records of one file in CIFAR's binary format: a record's label bytes, then the {@link
 * #PICTURE} bytes of its picture; no header, no footer.
 *
 * @param source the path, or what the bytes are called where there is no file
 * @param records all of them; never written to
 * @param labels which bytes of a record are labels
 */
record CifarRecords(String source, ByteBuffer records, Labels labels) implements Records {
  /** Rows and columns. */
  static final int SIDE = 32;

  /** Bytes of a picture, three planes, without its labels. */
  static final int PICTURE = 3 * SIDE * SIDE;

  /**
   * Where a record's label is.
   *
   * @param bytes label bytes before each picture
   * @param at which of them is read, counted from 0
   * @param classes a label is below
   */
  record Labels(int bytes, int at, int classes) {
    /** Returns the bytes of a record. */
    int record() {
      return bytes + PICTURE;
    }
  }

  /** Maps a file into memory. */
  static CifarRecords open(Path file, Labels labels) throws IOException {
    return of(file.toString(), UserFile.map(file), labels);
  }

  /** Checks every record's length and label. */
  static CifarRecords of(String source, ByteBuffer bytes, Labels labels) throws IOException {
    int size = bytes.limit();
    if (size == 0) {
      throw new IOException(
          "%s is empty, must hold records of %d bytes".formatted(source, labels.record()));
    }
    if (size % labels.record() != 0) {
      throw new IOException(source + " " + Lookalike.of(bytes, labels.record()));
    }
    CifarRecords records = new CifarRecords(source, bytes, labels);
    for (int i = 0; i < records.size(); i++) {
      if (records.label(i) >= labels.classes()) {
        throw new IOException(
            "%s has label %d in record %d (byte offset %d), must be 0 to %d; is it CIFAR's binary version?"
                .formatted(source, records.label(i), i, records.labelAt(i), labels.classes() - 1));
      }
    }
    return records;
  }

  @Override
  public int size() {
    return records.limit() / labels.record();
  }

  private int labelAt(int index) {
    return index * labels.record() + labels.at();
  }

  private int label(int index) {
    return records.get(labelAt(index)) & 0xff;
  }

  @Override
  public Picture picture(int index) {
    byte[] planes = new byte[PICTURE];
    records.get(index * labels.record() + labels.bytes(), planes);
    return new Picture(label(index), SIDE, SIDE, planes);
  }

  @Override
  public Stream<ByteBuffer> bytes() {
    return Stream.of(records.duplicate().rewind());
  }
}
