package cellwise.summary;

import cellwise.engine.Host;
import com.google.protobuf.ByteString;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.tensorflow.framework.HistogramProto;
import org.tensorflow.util.Event;
import org.tensorflow.util.SessionLog;

/**
 * A file of events that TensorBoard reads, {@code events.out.tfevents.…}. Each is written at once
 * and whole, so a process that is killed leaves a file that is readable to its last whole event.
 *
 * <p>A run that goes on writes a new file beside the old one. It begins with a session log of its
 * first step, which tells TensorBoard to forget what the old file has of later steps. TensorBoard
 * reads a folder's files in the order of their names and does not come back to an earlier one, so
 * each new file has a later name, also where the clock was set back, and an earlier one that is
 * still open refuses what it would only hide.
 *
 * <p>Framing: length, its checksum, the event, its checksum; the checksums are CRC-32C, rotated and
 * shifted by a constant. Source: TensorFlow's {@code core/lib/io/record_writer.cc}.
 */
public final class EventFile implements SummaryWriter, Closeable {
  private static final String NAME = "events.out.tfevents.";
  private static final int DIGITS = 10;
  private static final int MASK = 0xa282ead8;
  private static final int FRAME = Long.BYTES + 2 * Integer.BYTES;

  private final Path file;
  private final FileChannel channel;
  private boolean isStarted;

  private EventFile(Path file, FileChannel channel, boolean isStarted) {
    this.file = file;
    this.channel = channel;
    this.isStarted = isStarted;
  }

  /**
   * Begins a new file. One of the same folder that is still open takes no more.
   *
   * @param folder made if it is not there
   * @throws IOException if it cannot be written in
   */
  public static EventFile in(Path folder) throws IOException {
    return begin(folder, false);
  }

  /**
   * Begins a file for numbers that were recorded before, as in an export. There is nothing that
   * TensorBoard should forget, so there is no session log.
   *
   * @param folder made if it is not there
   * @throws IOException if it cannot be written in, or has event files: TensorBoard would take them
   *     for one run
   */
  public static EventFile aloneIn(Path folder) throws IOException {
    Files.createDirectories(folder);
    List<String> there = names(folder);
    if (!there.isEmpty()) {
      throw new IOException(
          folder + " has events already, " + there.get(0) + ": give a folder without");
    }
    return begin(folder, true);
  }

  private static EventFile begin(Path folder, boolean isStarted) throws IOException {
    Files.createDirectories(folder);
    while (true) {
      Path file = folder.resolve(laterName(names(folder)));
      try {
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new EventFile(file, channel, isStarted).begun();
      } catch (FileAlreadyExistsException e) {
        continue; // another process has begun one in this second
      }
    }
  }

  private EventFile begun() throws IOException {
    try {
      append(Event.newBuilder().setFileVersion("brain.Event:2"));
      return this;
    } catch (IOException | RuntimeException e) {
      channel.close();
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /** The event files of a folder, in the order in which TensorBoard reads them. */
  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches(Pattern.quote(NAME) + "[0-9]{" + DIGITS + "}.*"))
          .sorted()
          .toList();
    }
  }

  /** With the time in seconds, or a later one if there is a file of this second or the future. */
  private static String laterName(List<String> earlier) {
    long seconds = System.currentTimeMillis() / 1000;
    if (!earlier.isEmpty()) {
      String last = earlier.get(earlier.size() - 1);
      String digits = last.substring(NAME.length(), NAME.length() + DIGITS);
      seconds = Math.max(seconds, Long.parseLong(digits) + 1);
    }
    return String.format(
        Locale.ROOT, "%s%010d.%s.%d", NAME, seconds, Host.name(), ProcessHandle.current().pid());
  }

  /** Returns where it is. */
  public Path file() {
    return file;
  }

  /**
   * Adds one event.
   *
   * @throws UncheckedIOException if it cannot be written, was removed, or another file of its
   *     folder was begun after it; the events before it stay readable
   */
  @Override
  public synchronized void write(long step, List<? extends Summary> summaries) {
    try {
      requireNewest();
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

  private void requireNewest() throws IOException {
    List<String> names = names(file.toAbsolutePath().getParent());
    String mine = file.getFileName().toString();
    if (!names.contains(mine)) {
      throw new NoSuchFileException("it was removed, begin another with EventFile.in(folder)");
    }
    String last = names.get(names.size() - 1);
    if (!last.equals(mine)) {
      throw new IOException(
          last + " was begun after it, and TensorBoard would not show this: write there");
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

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }
}
