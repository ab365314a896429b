package cellwise.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import cellwise.OtherJava;
import cellwise.summary.Scalar;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dcellwise.seconds=60} lets them write for a minute. */
class TwoProcessesTest {
  private static final int SECONDS = Integer.getInteger("cellwise.seconds", 3);

  @TempDir Path folder;

  /** Writes without end, and prints the number of each note once it is committed. */
  static final class Other {
    public static void main(String[] file) {
      RunWriter run = Journal.open(Path.of(file[0])).start("other", Map.of());
      for (int i = 0; ; i++) {
        run.write(i, List.of(new Scalar("loss", i)));
        run.annotate().note(i, "note " + i);
        System.out.println(i);
        if (System.out.checkError()) {
          return; // nobody reads any longer
        }
      }
    }
  }

  @Test
  void writeAtOnceAndLoseNothingWhenOneIsKilled() throws Exception {
    Path file = folder.resolve("journal.db");
    long longest = 0;
    int mine = 0;
    int others;
    try (Journal journal = Journal.open(file)) {
      Process other =
          new ProcessBuilder(
                  OtherJava.command(
                      List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=error"),
                      Other.class,
                      file.toString()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try {
        BufferedReader said = other.inputReader();
        String last = said.readLine();
        try (RunWriter run = journal.start("mine", Map.of())) {
          long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
          while (System.nanoTime() < end) {
            long started = System.nanoTime();
            run.annotate().note(mine, "note " + mine);
            longest = Math.max(longest, System.nanoTime() - started);
            run.write(mine, List.of(new Scalar("loss", mine)));
            mine++;
            while (said.ready()) {
              last = said.readLine();
            }
          }
          other.toHandle().destroyForcibly();
          other.waitFor();
          for (String line = said.readLine(); line != null; line = said.readLine()) {
            last = line;
          }
          others = Integer.parseInt(last.strip());
        }
      } finally {
        other.toHandle().destroyForcibly();
      }
      assertThat(journal.run("mine").notes()).hasSize(mine);
      assertThat(journal.history(journal.run("mine")).series("loss").values()).hasSize(mine);
      assertThat(journal.run("other").state()).isEqualTo(Run.State.LOST);
      assertThat(journal.run("other").notes()).hasSizeBetween(others + 1, others + 2);
    }
    assertThat(longest).as("nanoseconds for a note").isLessThan(5_000_000_000L);
    System.out.printf("%d and %d notes, the slowest %.3f s%n", mine, others, longest / 1e9);
  }

  /**
   * A process loses its locks on a file when it closes any descriptor of it; then another program
   * takes itself for the last one and removes the log that is still written to. Python has a SQLite
   * that does.
   */
  @Test
  void loseNothingWhenOneHasItOpenTwiceAndAnotherProgramReadsIt() throws Exception {
    Path file = folder.resolve("journal.db");
    try (Journal journal = Journal.open(file);
        RunWriter run = journal.start("mine", Map.of())) {
      for (int i = 1; i <= 3; i++) {
        run.annotate().note("note " + i);
        Journal.open(file).close();
        assertThat(notesSeenByPython(file)).isEqualTo("" + i);
      }
    }
  }

  private static String notesSeenByPython(Path file) throws IOException {
    String count =
        "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); "
            + "print(db.execute('SELECT count(*) FROM note').fetchone()[0]); db.close()";
    try (BufferedReader said =
        new ProcessBuilder("python3", "-c", count, file.toString())
            .redirectErrorStream(true)
            .start()
            .inputReader()) {
      return said.readLine();
    } catch (IOException e) {
      return abort("no python3 here: " + e);
    }
  }
}
