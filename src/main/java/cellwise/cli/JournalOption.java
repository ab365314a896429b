package cellwise.cli;

import cellwise.runs.Journal;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that says which journal. */
final class JournalOption {
  @Option(
      names = "--journal",
      defaultValue = "runs/journal.db",
      paramLabel = "FILE",
      description = "Where train keeps it (${DEFAULT-VALUE}).")
  private Path file;

  Journal open() throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(
          file.toString(), null, "no journal there: train first, or give --journal");
    }
    return Journal.open(file);
  }

  /** Writes beside the journal or elsewhere: a file aside and then renamed. */
  void write(Path to, String text) throws IOException {
    requireNoHarm(to);
    try {
      replace(to, text);
    } catch (FileSystemException e) {
      throw e; // names the file
    } catch (IOException e) {
      throw new IOException("%s is not written: %s".formatted(to, e.getMessage()), e);
    }
  }

  private static void replace(Path to, String text) throws IOException {
    if (Files.exists(to) && !Files.isRegularFile(to)) { // as /dev/stdout
      Files.writeString(to, text);
      return;
    }
    Path target = Files.exists(to) ? to.toRealPath() : to;
    Path aside =
        target.resolveSibling(target.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    try {
      Files.writeString(aside, text);
      Files.move(aside, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private void requireNoHarm(Path to) throws IOException {
    if (Files.isDirectory(to)) {
      throw new IOException(to + " is a folder: give a file in it");
    }
    if (!Files.isDirectory(to.toAbsolutePath().getParent())) {
      throw new IOException(to + " is in a folder that is not there: make it first");
    }
    for (String part : List.of("", "-wal", "-shm")) { // of SQLite, while it is open
      Path ours = file.resolveSibling(file.getFileName() + part);
      if (Files.exists(to) && Files.exists(ours) && Files.isSameFile(to, ours)) {
        throw new IOException(to + " is the journal itself: give another file");
      }
    }
  }
}
