package cellwise.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.OtherJava;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {
  @TempDir Path folder;

  /** Opens a journal where nothing can be unpacked into the temporary folder. */
  static final class Opened {
    public static void main(String[] file) {
      try (Journal journal = Journal.open(Path.of(file[0]))) {
        System.out.println(journal.runs());
      } catch (JournalException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void unpacksItsLibraryWhereTheEnginesIs() throws IOException {
    Path cache = folder.resolve("a new/cache");
    assertThat(open("DJL_CACHE_DIR", cache.toString())).isEqualTo("[]\n");
    assertThat(cache).isDirectory();
  }

  @Test
  void saysInOneLineWhyItsLibraryCannotBeLoaded() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(open("DJL_CACHE_DIR", file.toString()))
        .contains("journal.db: SQLite's library cannot be loaded from /no/such: let DJL_CACHE_DIR")
        .hasLineCount(1);
  }

  @Test
  void saysThatItsDiskIsFullAndKeepsNoHalf() throws IOException {
    Path file = folder.resolve("journal.db");
    try (Database database = Database.open(file)) {
      database.write(t -> t.handle().execute("PRAGMA max_page_count = 40")); // as a disk of 160 kB
      String insert =
          "INSERT INTO run (name, started, state, host, pid, alive) VALUES (?, 0, ?, '', 0, 0)";
      assertThatThrownBy(
              () ->
                  database.write(
                      transaction -> {
                        transaction.handle().execute(insert, "small", "running");
                        return transaction
                            .handle()
                            .execute(insert, "x".repeat(1_000_000), "running");
                      }))
          .isInstanceOf(JournalException.class)
          .hasMessageStartingWith(file + " has no room left on its disk: [SQLITE_FULL]");
      assertThat(database.<List<Long>>read(t -> t.numbers("SELECT id FROM run"))).isEmpty();
      database.write(transaction -> transaction.handle().execute(insert, "small", "running"));
      assertThat(database.<List<Long>>read(t -> t.numbers("SELECT id FROM run"))).hasSize(1);
    }
  }

  private String open(String variable, String value) throws IOException {
    ProcessBuilder java =
        new ProcessBuilder(
            OtherJava.command(
                List.of("-Djava.io.tmpdir=/no/such", "-Dorg.slf4j.simpleLogger.log.org.sqlite=off"),
                Opened.class,
                folder.resolve("journal.db").toString()));
    java.environment().put(variable, value);
    Process process = java.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
