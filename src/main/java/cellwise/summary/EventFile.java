package cellwise.summary;

import cellwise.engine.Host;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
 */
public final class EventFile implements SummaryWriter, Closeable {
  private static final String NAME = "events.out.tfevents.";
  private static final int DIGITS = 10;

  private final Path file;
  private final RecordFile records;
  private boolean isStarted;

  private EventFile(Path file, RecordFile records, boolean isStarted) {
    this.file = file;
    this.records = records;
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
        return new EventFile(file, new RecordFile(file), isStarted).begun();
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
      records.close();
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
      append(Event.newBuilder().setStep(step).setSummary(Protos.of(summaries)));
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

  private void append(Event.Builder event) throws IOException {
    records.append(event.setWallTime(System.currentTimeMillis() / 1e3).build().toByteArray());
  }

  @Override
  public synchronized void close() throws IOException {
    records.close();
  }
}
