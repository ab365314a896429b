package cellwise.summary;

import com.google.protobuf.ByteString;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.tensorflow.framework.HistogramProto;
import org.tensorflow.util.Event;
import org.tensorflow.util.SessionLog;

/**
 * A file of events that TensorBoard reads, {@code events.out.tfevents.…}. Each is written at once
 * and whole, so a process that is killed leaves a file that is readable to its last whole event.
 *
 * <p>A run that goes on writes a new file beside the old one. It begins with a session log of its
 * first step, which tells TensorBoard to forget what the old file has of later steps.
 *
 * <p>Framing: length, its checksum, the event, its checksum; the checksums are CRC-32C, rotated and
 * shifted by a constant. Source: TensorFlow's {@code core/lib/io/record_writer.cc}.
 */
public final class EventFile implements SummaryWriter, Closeable {
  private static final int MASK = 0xa282ead8;
  private static final int FRAME = Long.BYTES + 2 * Integer.BYTES;

  private final Path file;
  private final FileChannel channel;
  private boolean isStarted;

  private EventFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Begins a new file.
   *
   * @param folder made if it is not there
   * @throws IOException if it cannot be written in
   */
  public static EventFile in(Path folder) throws IOException {
    Files.createDirectories(folder);
    String name =
        String.format(
            Locale.ROOT,
            "events.out.tfevents.%010d.%s.%d",
            System.currentTimeMillis() / 1000,
            host(),
            ProcessHandle.current().pid());
    for (int i = 0; ; i++) {
      Path file = folder.resolve(name + "." + i);
      try {
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        EventFile events = new EventFile(file, channel);
        events.append(Event.newBuilder().setFileVersion("brain.Event:2"));
        return events;
      } catch (FileAlreadyExistsException e) {
        continue; // begun in the same second
      }
    }
  }

  /** Returns where it is. */
  public Path file() {
    return file;
  }

  /**
   * Adds one event.
   *
   * @throws UncheckedIOException if it cannot be written; the events before it stay readable
   */
  @Override
  public synchronized void write(long step, List<? extends Summary> summaries) {
    try {
      if (!isStarted) {
        SessionLog start =
            SessionLog.newBuilder().setStatus(SessionLog.SessionStatus.START).build();
        append(Event.newBuilder().setStep(step).setSessionLog(start));
        isStarted = true;
      }
      org.tensorflow.framework.Summary.Builder values =
          org.tensorflow.framework.Summary.newBuilder();
      summaries.forEach(summary -> values.addValue(value(summary)));
      append(Event.newBuilder().setStep(step).setSummary(values));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s cannot be written after step %d: %s".formatted(file, step, e.getMessage()), e);
    }
  }

  private static org.tensorflow.framework.Summary.Value.Builder value(Summary summary) {
    org.tensorflow.framework.Summary.Value.Builder value =
        org.tensorflow.framework.Summary.Value.newBuilder().setTag(summary.tag());
    if (summary instanceof Scalar scalar) {
      return value.setSimpleValue(scalar.value());
    }
    if (summary instanceof Histogram histogram) {
      return value.setHisto(histogram(histogram));
    }
    Image image = (Image) summary;
    return value.setImage(
        org.tensorflow.framework.Summary.Image.newBuilder()
            .setHeight(image.height())
            .setWidth(image.width())
            .setColorspace(image.channels())
            .setEncodedImageString(ByteString.copyFrom(image.png())));
  }

  private static HistogramProto histogram(Histogram histogram) {
    HistogramProto.Builder proto =
        HistogramProto.newBuilder()
            .setMin(histogram.min())
            .setMax(histogram.max())
            .setNum(histogram.num())
            .setSum(histogram.sum())
            .setSumSquares(histogram.sumSquares());
    for (Histogram.Bucket bucket : histogram.buckets()) {
      proto.addBucketLimit(bucket.limit()).addBucket(bucket.count());
    }
    return proto.build();
  }

  /** In one call; where that fails, what came of it is cut off again. */
  private void append(Event.Builder event) throws IOException {
    byte[] bytes = event.setWallTime(System.currentTimeMillis() / 1e3).build().toByteArray();
    ByteBuffer frame = ByteBuffer.allocate(FRAME + bytes.length).order(ByteOrder.LITTLE_ENDIAN);
    frame.putLong(bytes.length);
    frame.putInt(masked(frame.array(), 0, Long.BYTES));
    frame.put(bytes);
    frame.putInt(masked(bytes, 0, bytes.length));
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

  private static int masked(byte[] bytes, int from, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, count);
    return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost";
    }
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }
}
