package cellwise.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.summary.Scalar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTest {
  @TempDir Path folder;

  /** Made by the library as it was at version 1; its machine, process and times are invented. */
  private Path version1() throws IOException {
    Path file = folder.resolve("journal.db");
    try (InputStream kept = getClass().getResourceAsStream("journal-1.db")) {
      Files.copy(kept, file);
    }
    return file;
  }

  @Test
  void bringsAnOlderJournalToTheNewestVersionAndKeepsAllOfIt() throws Exception {
    Path file = version1();
    for (int i = 0; i < 2; i++) {
      try (Journal journal = Journal.open(file)) {
        Run first = journal.run("first");
        assertThat(first.worked()).isEqualTo(Duration.ofSeconds(60));
        assertThat(first.notes()).extracting(Note::text).containsExactly("half way", "größer 😀");
        assertThat(first.scores()).containsExactly(new Score(10, "Shapes-10 test", "raw", 0.75));
        assertThat(journal.history(first).series("loss").values()).containsExactly(2.5, 1.5);
        assertThat(first.last("bad")).isNaN();
        assertThat(first.settings()).containsOnly(Map.entry("rate", "0.1"));
        assertThat(first.surroundings()).containsEntry("java", "17.0.15");
        assertThat(first.tags()).containsExactly("t");
        assertThat(first.links()).hasSize(1);
        assertThat(journal.run("killed").worked()).isEqualTo(Duration.ofSeconds(7));
        assertThat(journal.run("killed").state()).isEqualTo(Run.State.LOST);
      }
    }
    try (Journal journal = Journal.open(file);
        RunWriter resumed = journal.resume(journal.run("killed"), 0)) {
      resumed.write(0, List.of(new Scalar("loss", 4)));
      resumed.flush();
      assertThat(journal.history(resumed.run()).series("loss").values()).containsExactly(4);
      assertThat(resumed.run().worked()).isGreaterThanOrEqualTo(Duration.ofSeconds(7));
    }
  }

  @Test
  void isBroughtThereOnceByManyAtATime() throws Exception {
    Path file = version1();
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      Callable<Integer> open =
          () -> {
            try (Journal journal = Journal.open(file)) {
              return journal.runs().size();
            }
          };
      for (Future<Integer> runs : pool.invokeAll(Stream.generate(() -> open).limit(8).toList())) {
        assertThat(runs.get()).isEqualTo(2);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void refusesABrokenFileAndLeavesItAlone() throws Exception {
    Path file = version1();
    byte[] whole = Files.readAllBytes(file);
    for (int length : new int[] {50, 99, 100, 1000, 5000, 20_000}) {
      byte[] cut = Arrays.copyOf(whole, length);
      Files.write(file, cut);
      assertThatThrownBy(() -> Journal.open(file).close())
          .as("%d bytes", length)
          .isInstanceOf(JournalException.class)
          .hasMessageContaining(file + " is broken: take a copy from before");
      assertThat(file).hasBinaryContent(cut);
    }
  }
}
