package cellwise.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.Tutorial;
import cellwise.eval.Evaluation;
import cellwise.summary.Scalar;
import cellwise.train.Hook;
import cellwise.train.RunReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  @TempDir Path folder;
  private Path file;
  private Journal journal;

  @BeforeEach
  void open() {
    file = folder.resolve("below/journal.db");
    journal = Journal.open(file);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void keepsAllOfARun() {
    try (Tutorial tutorial = new Tutorial(4, 1)) {
      RunWriter recording =
          journal.start("no weight decay", Map.of("weight decay", 0, "rate", 0.1f));
      recording.on(tutorial.pictures.train()).link("checkpoints", folder.resolve("a/../b"));
      tutorial.session.run(21, Hook.scalars(10, recording));
      recording.evaluated(21, "raw", Evaluation.of(tutorial.net, tutorial.pictures.test()));
      recording.annotate().note(10, "falls *fast*").note("looks good");
      recording.close();
      recording.annotate().tag("l2").tag("first").tag("l2").verdict("keep");
    }
    Run run = journal.run("no weight decay");
    assertThat(run.id()).isEqualTo(1);
    assertThat(run.state()).isEqualTo(Run.State.FINISHED);
    assertThat(run.ended().orElseThrow()).isAfterOrEqualTo(run.started());
    assertThat(run.settings())
        .containsExactly(Map.entry("rate", "0.1"), Map.entry("weight decay", "0"));
    assertThat(run.surroundings())
        .containsKeys("djl", "engine", "java", "processors", "host", "data crc32c")
        .containsEntry("data", "Shapes-10 train (250 pictures)");
    assertThat(run.tags()).containsExactly("first", "l2");
    assertThat(run.verdict()).hasValue("keep");
    assertThat(run.notes()).extracting(Note::text).containsExactly("falls *fast*", "looks good");
    assertThat(run.notes())
        .extracting(Note::step)
        .containsExactly(OptionalLong.of(10), OptionalLong.empty());
    assertThat(run.scores()).hasSize(1);
    assertThat(run.scores().get(0).data()).isEqualTo("Shapes-10 test");
    assertThat(run.links())
        .containsExactly(new Link("checkpoints", folder.resolve("b").toString()));
    assertThat(journal.runsOf(folder.resolve("b"))).hasSize(1);
    assertThat(run.last()).hasSize(10).containsKeys("total_loss (raw)", "learning_rate");
    History history = journal.history(run);
    assertThat(history.run()).isEqualTo(run);
    assertThat(history.series())
        .extracting(Series::tag)
        .containsExactlyElementsOf(run.last().keySet());
    assertThat(history.series("total_loss (raw)").steps()).containsExactly(0, 10, 20);
    assertThat(run.last("learning_rate")).isEqualTo(0.1);
    assertThat(run.lastStep()).hasValue(20);
    assertThat(run).hasToString("run 1, no weight decay, finished");
  }

  /** By SQLite alone, as anybody may. */
  @Test
  void isPlainSqlToOthers() throws SQLException {
    try (RunWriter recording = journal.start("a", Map.of())) {
      recording.write(7, List.of(new Scalar("loss", 1.5f), new Scalar("bad", Float.NaN)));
    }
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT tag, step, value FROM scalar JOIN series ON series.id = series ORDER BY tag")) {
      rows.next();
      assertThat(rows.getString(1)).isEqualTo("bad");
      assertThat(rows.getObject(3)).isNull();
      rows.next();
      assertThat(rows.getLong(2)).isEqualTo(7);
      assertThat(rows.getDouble(3)).isEqualTo(1.5);
    }
    Run run = journal.run("a");
    assertThat(run.last("bad")).isNaN();
    assertThat(run.last("nothing")).isNaN();
    assertThat(run.last()).containsOnlyKeys("bad", "loss");
    assertThat(journal.history(run).series("bad").values()).containsExactly(Double.NaN);
    assertThat(journal.history(run).series("nothing").values()).isEmpty();
  }

  @Test
  void commitsWithinASecondWithoutBeingAsked() throws InterruptedException {
    try (RunWriter recording = journal.start("a", Map.of());
        Journal other = Journal.open(file)) {
      recording.write(0, List.of(new Scalar("loss", 1)));
      long deadline = System.nanoTime() + 10_000_000_000L;
      while (other.run("a").lastStep().isEmpty() && System.nanoTime() < deadline) {
        Thread.sleep(50);
      }
      assertThat(other.run("a").lastStep()).hasValue(0);
      assertThat(other.run("a").state()).isEqualTo(Run.State.RUNNING);
    }
  }

  @Test
  void goesOnWithARunAndReplacesWhatIsRecordedAgain() {
    RunWriter first = journal.start("a", Map.of());
    first.write(0, List.of(new Scalar("loss", 1)));
    first.write(10, List.of(new Scalar("loss", 2)));
    first.failed(new IllegalStateException("no room"));
    assertThat(journal.run("a").state()).isEqualTo(Run.State.FAILED);
    assertThat(journal.run("a").reason()).hasValue("java.lang.IllegalStateException: no room");
    assertThatThrownBy(() -> first.write(20, List.of()))
        .hasMessage("run 1, a, failed has ended: go on with journal.resume(run)");
    try (RunWriter second = journal.resume(journal.run("a"))) {
      second.write(10, List.of(new Scalar("loss", 3)));
      second.stopped();
    }
    assertThat(journal.history(journal.run("a")).series("loss").values()).containsExactly(1, 3);
    assertThat(journal.run("a").state()).isEqualTo(Run.State.STOPPED);
    assertThat(journal.run("a").reason()).isEmpty();
  }

  @Test
  void keepsHowATrainingEnded() {
    RunWriter diverged = journal.start("a", Map.of());
    assertThatThrownBy(
            () ->
                diverged.watch(
                    () -> {
                      throw new IllegalStateException("Model diverged");
                    }))
        .hasMessage("Model diverged");
    diverged.evaluated(
        3, "raw", new Evaluation("t", List.of("a", "b"), new int[][] {{1, 0}, {0, 1}}));
    diverged.close();
    assertThat(journal.run("a").state()).isEqualTo(Run.State.FAILED);
    assertThat(journal.run("a").reason())
        .hasValue("java.lang.IllegalStateException: Model diverged");

    RunWriter stopped = journal.start("b", Map.of());
    stopped.watch(() -> report(RunReport.Ending.INTERRUPTED));
    stopped.close();
    assertThat(journal.run("b").state()).isEqualTo(Run.State.STOPPED);

    RunWriter goneOn = journal.start("c", Map.of());
    goneOn.watch(() -> report(RunReport.Ending.STOPPED_BY_HOOK));
    goneOn.watch(() -> report(RunReport.Ending.COMPLETE));
    goneOn.close();
    assertThat(journal.run("c").state()).isEqualTo(Run.State.FINISHED);
  }

  private static RunReport report(RunReport.Ending ending) {
    return new RunReport(0, 0, ending, 1, null);
  }

  /** An ending that cannot be written is not forgotten. */
  @Test
  void writesTheEndingThatItWasToldOnceItCan() throws SQLException {
    RunWriter run = journal.start("a", Map.of());
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      assertThatThrownBy(() -> run.failed(new IllegalStateException("no room")))
          .isInstanceOf(JournalException.class)
          .hasMessageContaining("has been locked by another process for 5 s");
      try (Journal reader = Journal.open(file)) {
        assertThat(reader.run("a").state()).isEqualTo(Run.State.RUNNING);
      }
      statement.execute("ROLLBACK");
    }
    assertThatThrownBy(() -> journal.start("b", Map.of("half a character", "\ud83d")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(journal.runs()).as("nothing of b").hasSize(1);
    run.close();
    assertThat(journal.run("a").state()).isEqualTo(Run.State.FAILED);
  }

  @Test
  void refusesASettingThatItFindsOutByItself() {
    for (String name : Surroundings.now().keySet()) {
      assertThatThrownBy(() -> journal.start("a", Map.of(name, 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "setting is " + name + ", which the journal finds out by itself: call it otherwise");
    }
    assertThatThrownBy(() -> journal.start("a", Map.of("data", 1)))
        .hasMessageStartingWith("setting is data");
    assertThat(journal.runs()).isEmpty();
  }

  @Test
  void goesOnInTheSurroundingsOfNow() throws SQLException {
    journal.start("a", Map.of("rate", 1, "steps", 10)).close();
    Run run = journal.run("a");
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      statement.execute("UPDATE setting SET value = 'older' WHERE name = 'java'");
      journal.resume(run, 10, Map.of("steps", 20)).close();
      Run later = journal.run("a");
      assertThat(later.surroundings()).containsEntry("java", System.getProperty("java.version"));
      assertThat(later.settings()).containsOnly(Map.entry("rate", "1"), Map.entry("steps", "20"));

      long parent = ProcessHandle.current().parent().orElseThrow().pid();
      statement.execute("UPDATE run SET state = 'running', pid = " + parent);
      assertThat(journal.run("a").state()).isEqualTo(Run.State.RUNNING);
      statement.execute("UPDATE run SET alive = 0"); // so that process is another one
      assertThat(journal.run("a").state()).isEqualTo(Run.State.LOST);
      journal.resume(run).close();
    }
    journal.remove(run);
    assertThatThrownBy(() -> journal.resume(run))
        .isInstanceOf(JournalException.class)
        .hasMessageStartingWith("run 1 is no longer in ");
  }

  @Test
  void knowsRunsOfOneNameByTheirNumbers() {
    journal.start("a", Map.of("rate", 1)).close();
    journal.start("a", Map.of("rate", 2)).close();
    journal.start("1", Map.of("rate", 3)).close();
    assertThat(journal.run("a").settings()).containsEntry("rate", "2");
    assertThat(journal.run("2").settings()).containsEntry("rate", "2");
    assertThat(journal.runs()).extracting(Run::id).containsExactly(3L, 2L, 1L);
    assertThatThrownBy(() -> journal.run("b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no run \"b\": its runs are [run 3, 1, finished, run 2, a, ");
  }

  @Test
  void guessesNotWhetherANumberIsAName() {
    journal.start("a", Map.of()).close();
    journal.start("1", Map.of()).close();
    journal.start("1", Map.of()).close();
    assertThatThrownBy(() -> journal.run("1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "\"1\" is the number of one run and the name of another,"
                + " [run 1, a, finished, run 3, 1, finished]: say which by [number:1, number:3]");
    assertThat(journal.run("number:1").id()).isEqualTo(1);
    assertThat(journal.run("name:1").id()).isEqualTo(3);
    assertThat(journal.run("number:2").id()).isEqualTo(2);
    journal.start("number:1", Map.of()).close();
    assertThatThrownBy(() -> journal.run("number:1")).hasMessageContaining("run 4, number:1");
    assertThat(journal.run("name:number:1").id()).isEqualTo(4);
  }

  @Test
  void tellsThatAProcessIsGone() throws SQLException {
    journal.start("a", Map.of());
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      statement.execute("UPDATE run SET pid = 4194305"); // more than Linux gives
      assertThat(journal.run("a").state()).isEqualTo(Run.State.LOST);
      statement.execute("UPDATE run SET host = 'elsewhere'");
      assertThat(journal.run("a").state()).isEqualTo(Run.State.RUNNING);
      statement.execute("UPDATE run SET alive = alive - 61000");
      assertThat(journal.run("a").state()).isEqualTo(Run.State.LOST);
    }
  }

  @Test
  void removesARunWithAllThatIsItsOwn() throws SQLException {
    RunWriter recording = journal.start("a", Map.of("rate", 1));
    recording.write(0, List.of(new Scalar("loss", 1)));
    recording.annotate().note("n");
    Run run = recording.run();
    assertThatThrownBy(() -> journal.remove(run))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("run 1, a, running: stop it before it is removed");
    recording.close();
    journal.remove(run);
    assertThat(journal.runs()).isEmpty();
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      for (String table : List.of("setting", "note", "series", "scalar")) {
        ResultSet count = statement.executeQuery("SELECT count(*) FROM " + table);
        assertThat(count.getInt(1)).as(table).isZero();
      }
    }
    for (ThrowingCallable late :
        List.<ThrowingCallable>of(
            () -> journal.history(run),
            () -> journal.histories("loss", List.of(run)),
            () -> journal.remove(run),
            () -> journal.annotate(run).note("late"),
            () -> journal.annotate(run).verdict("late"),
            recording::run)) {
      assertThatThrownBy(late)
          .isInstanceOf(JournalException.class)
          .hasMessage("run 1 is no longer in " + file);
    }
    journal.start("b", Map.of()).close();
    assertThat(journal.run("b").id()).isEqualTo(2);
  }

  @Test
  void takesTextAsItIs() {
    String evil = "'); DROP TABLE run; -- \"../../etc\" \u0000 é <script>";
    try (RunWriter recording = journal.start(evil, Map.of(evil, evil))) {
      recording.annotate().note("n".repeat(1_000_000)).note(evil);
      recording.annotate().tag("it's \"quoted\"").tag(evil).verdict(evil);
      recording.write(0, List.of(new Scalar(evil, 1)));
    }
    Run run = journal.run(evil);
    assertThat(run.name()).isEqualTo(evil);
    assertThat(run.settings()).containsEntry(evil, evil);
    assertThat(run.tags()).contains("it's \"quoted\"", evil);
    assertThat(run.notes().get(0).text()).hasSize(1_000_000);
    assertThat(run.last(evil)).isEqualTo(1);
    journal.annotate(run).untag(evil);
    assertThat(journal.run(evil).tags()).hasSize(1);
    assertThat(folder.toFile().list()).containsExactly("below");
  }

  @Test
  void refusesHalfACharacterWhichItCouldNotKeep() {
    for (String half : List.of("a \ud83d b", "\ude00")) {
      String message = "the text \"" + half + "\" has half of a surrogate pair, must be whole";
      assertThatThrownBy(() -> journal.start(half, Map.of())).hasMessageStartingWith(message);
      Annotations run = journal.start("a", Map.of()).annotate();
      assertThatThrownBy(() -> run.note(half)).hasMessageStartingWith(message);
      assertThatThrownBy(() -> run.verdict(half)).hasMessageStartingWith(message);
    }
    journal.start("\ud83d\ude00", Map.of()).close();
    assertThat(journal.run("\ud83d\ude00").id()).isEqualTo(3);
  }

  @Test
  void saysWhichRunItWasAfterItIsClosed() {
    RunWriter recording = journal.start("a", Map.of());
    recording.close();
    Run run = recording.run();
    journal.close();
    assertThat(recording).hasToString("run 1 of " + file);
    assertThat(run).hasToString("run 1, a, finished");
    assertThatThrownBy(recording::run)
        .isInstanceOf(JournalException.class)
        .hasMessageStartingWith(file + " was closed: open the journal again");
  }

  @Test
  void refusesWhatSaysNothing() {
    assertThatThrownBy(() -> journal.start(" ", Map.of()))
        .hasMessage("the name is blank, must say something");
    Annotations run = journal.start("a", Map.of()).annotate();
    assertThatThrownBy(() -> run.note("")).hasMessage("the note is blank, must say something");
    assertThatThrownBy(() -> run.tag(null)).hasMessage("the tag is blank, must say something");
    assertThatThrownBy(() -> run.note(-1, "a")).hasMessage("step is -1, must not be negative");
  }

  @Test
  void refusesAFileThatIsNoJournalAndLeavesItAlone() throws IOException, SQLException {
    Path text = Files.writeString(folder.resolve("text"), "no data base ".repeat(100));
    assertThatThrownBy(() -> Journal.open(text))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining(text + " is no journal: give it a file of its own: ");
    assertThat(text).hasContent("no data base ".repeat(100));

    Path foreign = folder.resolve("foreign.db");
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + foreign);
        Statement statement = other.createStatement()) {
      statement.execute("CREATE TABLE run (mine)");
    }
    byte[] before = Files.readAllBytes(foreign);
    assertThatThrownBy(() -> Journal.open(foreign))
        .hasMessage(
            foreign + " is another program's data base: give the journal a file of its own");
    assertThat(foreign).hasBinaryContent(before);
  }

  @Test
  void refusesAJournalOfANewerLibrary() throws SQLException {
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      statement.execute("PRAGMA user_version = 99");
    }
    assertThatThrownBy(() -> Journal.open(file))
        .isInstanceOf(JournalException.class)
        .hasMessage(
            "%s is a journal of version 99, this library knows %d: take the newer library"
                .formatted(file, Schema.VERSION));
  }

  @Test
  void saysWhereItCannotBe() throws IOException {
    Path inTheWay = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> Journal.open(inTheWay.resolve("journal.db")))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("journal.db cannot be written");
    assertThatThrownBy(() -> Journal.open(folder))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining(folder + " is a folder: give a file in it, such as journal.db");
  }
}
