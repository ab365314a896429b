package cellwise.data.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** Opens files that a user names, and says in words why one cannot be read. */
public final class UserFile {
  private static final int MOST_NAMED = 6;

  private UserFile() {}

  /**
   * Opens a file to read.
   *
   * @throws IOException if it is not there, no file, or may not be read; the message begins with
   *     the path
   */
  public static FileChannel open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + " " + wrong(file));
    }
    try {
      return FileChannel.open(file, StandardOpenOption.READ);
    } catch (FileSystemException e) {
      throw new IOException(
          "%s may not be read: %s; chmod a+r lets everybody".formatted(file, reason(e)), e);
    }
  }

  /**
   * Maps a file into memory, so that its bytes stay the system's to keep or drop.
   *
   * @throws IOException as {@link #open} does, or if it has 2 GiB or more
   */
  public static ByteBuffer map(Path file) throws IOException {
    try (FileChannel channel = open(file)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new IOException(
            "%s has %d bytes, must have at most %d: put fewer pictures into it"
                .formatted(file, channel.size(), Integer.MAX_VALUE));
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
  }

  /** Returns whether a name is there, be it a file that can be read or not. */
  public static boolean isThere(Path file) {
    return !Files.notExists(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** Returns what a folder holds, in a few words, for messages. */
  public static String content(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      String first = String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMED)));
      return names.isEmpty()
          ? "is empty"
          : names.size() <= MOST_NAMED
              ? "holds " + first
              : "holds %s and %d more".formatted(first, names.size() - MOST_NAMED);
    } catch (FileSystemException e) {
      throw new IOException("%s may not be read: %s".formatted(folder, reason(e)), e);
    }
  }

  private static String wrong(Path file) {
    if (Files.isDirectory(file)) {
      return "is a folder, must be a file";
    }
    if (Files.exists(file)) {
      return "is a pipe or a device, must be a file";
    }
    if (Files.isSymbolicLink(file)) {
      return "is a link to what is not there";
    }
    return isThere(file)
        ? "cannot be looked at: permission denied for a folder above it"
        : "is not there";
  }

  /** The messages of these exceptions are paths, and often nothing else. */
  public static String reason(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
  }
}
