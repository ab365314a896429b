package cellwise.data;

import cellwise.data.file.UserFile;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The pictures of one IDX file and the labels of another, as MNIST has them. A file begins with a
 * header, whose numbers of 4 bytes have the most significant one first: what the file holds, 2051
 * for pictures and 2049 for labels; how many; and for pictures their rows and columns. Then come
 * the bytes, one for each pixel or label.
 *
 * @param source the path of the pictures, or what they are called where there is no file
 * @param pictures the whole file
 * @param labels the whole file
 */
record IdxRecords(String source, ByteBuffer pictures, ByteBuffer labels) implements Records {
  static final int PICTURES = 0x0803;
  static final int LABELS = 0x0801;
  static final int PICTURES_HEADER = 16;
  static final int LABELS_HEADER = 8;

  /** Bytes of a compressed file, unpacked: twice MNIST's. As many again are needed to unpack. */
  private static final int LARGEST_UNPACKED = 100_000_000;

  private static final int LARGEST_SIDE = 1 << 12;

  /** Maps two files, or unpacks those whose names end in {@code .gz} into memory. */
  static IdxRecords open(Path pictures, Path labels, int classes) throws IOException {
    return of(pictures.toString(), read(pictures), labels.toString(), read(labels), classes);
  }

  /** Checks both headers and lengths, and every label. */
  static IdxRecords of(
      String source, ByteBuffer pictures, String labelSource, ByteBuffer labels, int classes)
      throws IOException {
    checkHeader(source, pictures, PICTURES, PICTURES_HEADER);
    checkHeader(labelSource, labels, LABELS, LABELS_HEADER);
    IdxRecords records = new IdxRecords(source, pictures, labels);
    checkSides(source, records.height(), records.width());
    long size = (long) records.height() * records.width();
    checkLength(source, pictures, PICTURES_HEADER, size);
    checkLength(labelSource, labels, LABELS_HEADER, 1);
    if (records.size() != labels.getInt(4)) {
      throw new IOException(
          "%s has %d pictures and %s has %d labels: both must be of the same set"
              .formatted(source, records.size(), labelSource, labels.getInt(4)));
    }
    for (int i = 0; i < records.size(); i++) {
      if (records.label(i) >= classes) {
        throw new IOException(
            "%s has label %d at byte offset %d, must be 0 to %d"
                .formatted(labelSource, records.label(i), LABELS_HEADER + i, classes - 1));
      }
    }
    return records;
  }

  @Override
  public int size() {
    return pictures.getInt(4);
  }

  @Override
  public Picture picture(int index) {
    byte[] plane = new byte[height() * width()];
    pictures.get(PICTURES_HEADER + index * plane.length, plane);
    return new Picture(label(index), height(), width(), plane);
  }

  @Override
  public Stream<ByteBuffer> bytes() {
    return Stream.of(pictures.duplicate().rewind(), labels.duplicate().rewind());
  }

  private int label(int index) {
    return labels.get(LABELS_HEADER + index) & 0xff;
  }

  private int height() {
    return pictures.getInt(8);
  }

  private int width() {
    return pictures.getInt(12);
  }

  private static ByteBuffer read(Path file) throws IOException {
    if (!file.toString().endsWith(".gz")) {
      return UserFile.map(file);
    }
    try (FileChannel channel = UserFile.open(file)) {
      return unpack(file, Channels.newInputStream(channel));
    }
  }

  private static ByteBuffer unpack(Path file, InputStream packed) throws IOException {
    try (InputStream in = new GZIPInputStream(packed)) {
      byte[] bytes = in.readNBytes(LARGEST_UNPACKED);
      if (bytes.length == LARGEST_UNPACKED) {
        throw new IOException(
            "it unpacks to %d bytes or more: unpack it yourself".formatted(LARGEST_UNPACKED));
      }
      return ByteBuffer.wrap(bytes);
    } catch (EOFException e) {
      throw new IOException(file + " cannot be unpacked: it is truncated; fetch it again", e);
    } catch (ZipException e) {
      throw new IOException(
          "%s cannot be unpacked: %s; if it is unpacked already, take .gz off its name"
              .formatted(file, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new IOException("%s cannot be unpacked: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void checkHeader(String source, ByteBuffer bytes, int magic, int header)
      throws IOException {
    if (bytes.limit() < header) {
      throw new IOException(
          "%s has %d bytes, must have at least the %d of its header; fetch it again"
              .formatted(source, bytes.limit(), header));
    }
    if (bytes.getInt(0) != magic) {
      throw new IOException(
          "%s begins with %d, must begin with %d; is it MNIST's file of %s, unpacked or named .gz?"
              .formatted(
                  source, bytes.getInt(0), magic, magic == PICTURES ? "pictures" : "labels"));
    }
    if (bytes.getInt(4) < 1) {
      throw new IOException(
          "%s says at byte offset 4 that it has %d, must have 1 or more"
              .formatted(source, bytes.getInt(4)));
    }
  }

  private static void checkSides(String source, int height, int width) throws IOException {
    if (Math.min(height, width) < 1 || Math.max(height, width) > LARGEST_SIDE) {
      throw new IOException(
          "%s says at byte offset 8 that its pictures are %d × %d, must be 1 to %d"
              .formatted(source, height, width, LARGEST_SIDE));
    }
  }

  private static void checkLength(String source, ByteBuffer bytes, int header, long size)
      throws IOException {
    long expected = header + bytes.getInt(4) * size;
    if (bytes.limit() != expected) {
      throw new IOException(
          "%s has %d bytes, must have %d, as its header says; fetch it again"
              .formatted(source, bytes.limit(), expected));
    }
  }
}
