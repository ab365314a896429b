package cellwise.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;

/**
 * A run's folder, held by one session while it trains. The system lets go of it when the process
 * ends, however it ends; the file stays, and says who was the last.
 */
final class Claim implements Closeable {
  private final FileChannel channel;

  private Claim(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes a folder.
   *
   * @throws IllegalStateException if another session has it; the message names that one
   * @throws IOException if the folder cannot be written in
   */
  static Claim of(Path folder) throws IOException {
    create(folder);
    Path file = folder.resolve("lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (isLocked(channel)) {
        String holder =
            "process %d on %s since %s"
                .formatted(
                    ProcessHandle.current().pid(),
                    host(),
                    LocalDateTime.now().truncatedTo(ChronoUnit.SECONDS));
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)));
        return new Claim(channel);
      }
      throw new IllegalStateException(
          "%s is in use by %s: wait for it, end it, or take another folder"
              .formatted(folder, Files.readString(file)));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void create(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new NotDirectoryException(folder.toString());
    }
  }

  /** The lock lives as long as its channel. */
  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // another session of this process
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "this host";
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
