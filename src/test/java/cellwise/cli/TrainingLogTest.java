package cellwise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.data.Shapes10;
import cellwise.summary.Scalar;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TrainingLogTest {
  @TempDir Path folder;

  @Test
  void tellsOfEachFailureOnceAndAgainAfterItWorked() throws Exception {
    StringWriter err = new StringWriter();
    Path file = folder.resolve("journal.db");
    try (TrainingLog log =
            TrainingLog.open(
                new PrintWriter(err, true),
                file,
                folder.resolve("run"),
                0,
                Shapes10.open(10).train(),
                Map.of());
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      long step = 0;
      for (int failure = 1; failure <= 2; failure++) {
        statement.execute(
            "CREATE TRIGGER full BEFORE INSERT ON scalar BEGIN SELECT RAISE(ABORT, 'full'); END");
        while (err.toString().lines().count() < failure) {
          log.journal().write(step++, List.of(new Scalar("loss", 1)));
          Thread.sleep(50);
        }
        Thread.sleep(2_500); // two more attempts that fail
        log.journal().write(step, List.of(new Scalar("loss", 1)));
        log.events().write(step, List.of(new Scalar("loss", 1)));
        assertThat(err.toString()).hasLineCount(failure);
        statement.execute("DROP TRIGGER full");
        while (lastStep(statement) < step) {
          Thread.sleep(50);
        }
        log.journal().write(step, List.of(new Scalar("loss", 1)));
      }
    }
    assertThat(err.toString())
        .hasLineCount(2)
        .contains("cellwise: not recorded, training goes on: " + file);
  }

  @Test
  @EnabledOnOs(OS.LINUX) // which tells a process its open files
  void leavesNoFileOpenWhereTheJournalRefusesTheRun() throws Exception {
    Path run = folder.resolve("run");
    Map<String, ?> refused = Map.of("device", "mine");
    assertThatThrownBy(
            () ->
                TrainingLog.open(
                    new PrintWriter(System.err),
                    folder.resolve("journal.db"),
                    run,
                    0,
                    Shapes10.open(10).train(),
                    refused))
        .hasMessageContaining("setting is device");
    List<Path> open = new ArrayList<>();
    try (DirectoryStream<Path> descriptors =
        Files.newDirectoryStream(Path.of("/proc/self/fd"), Files::isSymbolicLink)) {
      for (Path descriptor : descriptors) {
        try {
          open.add(Files.readSymbolicLink(descriptor));
        } catch (NoSuchFileException e) {
          continue; // another thread has closed it
        }
      }
    }
    assertThat(open).isNotEmpty().noneMatch(file -> file.startsWith(folder));
  }

  private static long lastStep(Statement statement) throws SQLException {
    try (ResultSet steps = statement.executeQuery("SELECT coalesce(max(step), -1) FROM scalar")) {
      return steps.getLong(1);
    }
  }
}
