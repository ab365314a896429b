package cellwise.checkpoint;

import cellwise.engine.Host;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/**
 * The claim on a folder, by the system's lock on a file in it. The system lets go of that when the
 * process ends, however it ends; the file {@code holder} stays, and says who was the last.
 *
 * <p>On Linux and macOS a process loses its lock on a file as soon as it closes <i>any</i>
 * descriptor of it. So the file {@code lock} is opened only by who has asked before whether this
 * JVM holds it, and nobody needs to read it. What this JVM holds is in its system properties, which
 * all class loaders share: a cell may have loaded the library once more.
 */
final class FolderLock implements Claim {
  /** Before what tells a file from all others. As a literal it is one object in the whole JVM. */
  private static final String HELD = "cellwise.held.";

  private final Path folder;
  private final String holder;
  private FileChannel channel;
  private String key;

  private FolderLock(Path folder, String holder) {
    this.folder = folder;
    this.holder = holder;
  }

  /**
   * Takes a folder.
   *
   * @throws IllegalStateException if another session has it; the message names that one
   * @throws IOException if the folder cannot be written in
   */
  static FolderLock of(Path folder) throws IOException {
    OffsetDateTime now = OffsetDateTime.now().truncatedTo(ChronoUnit.MILLIS);
    long pid = ProcessHandle.current().pid();
    FolderLock taken =
        new FolderLock(folder, "process " + pid + " on " + Host.name() + " since " + now);
    taken.take();
    return taken;
  }

  private void take() throws IOException {
    create(folder);
    synchronized (HELD) {
      if (!Files.exists(lock())) {
        createLock();
      }
      String asked = HELD + identity(lock());
      String here = System.getProperty(asked);
      if (here != null) {
        throw inUse(here);
      }
      FileChannel opened = FileChannel.open(lock(), StandardOpenOption.WRITE);
      try {
        if (!tryLock(opened)) {
          throw inUse(lastHolder());
        }
        Files.writeString(folder.resolve("holder"), holder);
      } catch (IOException | RuntimeException e) {
        opened.close();
        throw e;
      }
      System.setProperty(asked, holder);
      key = asked;
      channel = opened;
    }
  }

  private Path lock() {
    return folder.resolve("lock");
  }

  private static void create(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new NotDirectoryException(folder.toString());
    }
  }

  /** This closes a descriptor of it, while nobody in this JVM can have it. */
  private void createLock() throws IOException {
    try {
      Files.createFile(lock());
    } catch (FileAlreadyExistsException e) {
      // another process was faster
    }
  }

  /** Whatever its folder is called now, and through whichever link it is seen. */
  private static String identity(Path file) throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return key == null ? file.toRealPath().toString() : key.toString();
  }

  /** Returns whether it is ours now, for as long as its channel is open. */
  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // where identity cannot tell
    }
  }

  private IllegalStateException inUse(String by) {
    return new IllegalStateException(
        folder + " is in use by " + by + ": wait for it, end it, or take another folder");
  }

  private String lastHolder() throws IOException {
    try {
      return Files.readString(folder.resolve("holder"));
    } catch (NoSuchFileException e) {
      return "another process";
    }
  }

  @Override
  public synchronized void keep() throws IOException {
    if (isIntact()) {
      return;
    }
    String last = lastHolder();
    if (Files.exists(folder.resolve("holder")) && !last.equals(holder)) {
      throw new IOException(
          folder
              + " was removed, or its lock was, and it was taken by "
              + last
              + ": this session writes no more into it, build it anew in another folder");
    }
    close();
    try {
      take();
    } catch (IllegalStateException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private boolean isIntact() throws IOException {
    try {
      return channel.isOpen()
          && (HELD + identity(lock())).equals(key)
          && lastHolder().equals(holder);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    synchronized (HELD) {
      if (channel.isOpen()) {
        System.clearProperty(key);
        channel.close();
      }
    }
  }
}
