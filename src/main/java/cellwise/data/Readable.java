package cellwise.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens files that a user names, and says in words why one cannot be read. */
final class Readable {
  private Readable() {}

  /**
   * Opens a file to read.
   *
   * @throws IOException if it is not there, no file, or may not be read; the message begins with
   *     the path
   */
  static FileChannel open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + " " + wrong(file));
    }
    try {
      return FileChannel.open(file, StandardOpenOption.READ);
    } catch (FileSystemException e) {
      throw new IOException("%s may not be read: %s".formatted(file, reason(e)), e);
    }
  }

  private static String wrong(Path file) {
    if (Files.isDirectory(file)) {
      return "is a folder, must be a file";
    }
    if (Files.exists(file)) {
      return "is a pipe or a device, must be a file";
    }
    return Files.isSymbolicLink(file)
        ? "is a link to what is not there"
        : Files.notExists(file, LinkOption.NOFOLLOW_LINKS)
            ? "is not there"
            : "cannot be looked at: permission denied for a folder above it";
  }

  /** The messages of these exceptions are paths, and often nothing else. */
  static String reason(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied; its owner can allow it with chmod a+r";
    }
    return e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
  }
}
