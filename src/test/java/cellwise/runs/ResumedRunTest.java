package cellwise.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.eval.Evaluation;
import cellwise.summary.Scalar;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumedRunTest {
  private static final Evaluation EVALUATION =
      new Evaluation("t", List.of("a", "b"), new int[][] {{1, 0}, {0, 1}});

  @TempDir Path folder;
  private Journal journal;

  @BeforeEach
  void open() {
    journal = Journal.open(folder.resolve("journal.db"));
  }

  @AfterEach
  void close() {
    journal.close();
  }

  private static void record(RunWriter run, long from, long to) {
    for (long step = from; step <= to; step += 50) {
      run.write(step, List.of(new Scalar("loss", 1000 - step)));
      if (step > 0 && step % 300 == 0) {
        run.evaluated(step, "raw", EVALUATION);
      }
    }
    run.flush();
  }

  @Test
  void endsWhereItWasStoppedAndNotWhereAKilledOneHadCome() {
    RunWriter killed = journal.start("a", Map.of());
    record(killed, 0, 950);
    killed.write(800, List.of(new Scalar("only late", 1)));
    killed.annotate().note(100, "early").note(800, "# late").note("of all");
    killed.flush();
    assertThat(journal.run("a").lastStep()).hasValue(950);

    try (RunWriter resumed = journal.resume(journal.run("a"), 600, Map.of("steps", 700))) {
      record(resumed, 600, 699);
      resumed.stopped();
    }
    Run run = journal.run("a");
    assertThat(run.lastStep()).hasValue(650);
    assertThat(run.last()).containsOnlyKeys("loss");
    assertThat(journal.history(run).series("loss").steps()).hasSize(14).endsWith(550, 600, 650);
    assertThat(run.scores()).extracting(Score::step).containsExactly(300L, 600L);
    assertThat(run.notes())
        .extracting(Note::text)
        .containsExactly(
            "early", "Of step 800, before the training went back to step 600:\n\n# late", "of all");
    assertThat(run.notes())
        .extracting(Note::step)
        .containsExactly(OptionalLong.of(100), OptionalLong.empty(), OptionalLong.empty());
    assertThat(run.settings()).containsEntry("steps", "700");
  }

  @Test
  void canGoBackSeveralTimesAndToItsBeginning() {
    RunWriter first = journal.start("a", Map.of());
    record(first, 0, 950);
    RunWriter second = journal.resume(first.run(), 600);
    record(second, 600, 700);
    RunWriter third = journal.resume(first.run(), 300);
    record(third, 300, 350);
    assertThat(first.run().lastStep()).hasValue(350);
    assertThat(first.run().scores()).extracting(Score::step).containsExactly(300L);
    try (RunWriter fourth = journal.resume(first.run(), 0)) {
      assertThat(fourth.run().last()).isEmpty();
      assertThat(fourth.run().scores()).isEmpty();
    }
    assertThatThrownBy(() -> journal.resume(first.run(), -1))
        .hasMessage("step is -1, must not be negative");
  }

  /** As for an evaluation of a run that has ended. */
  @Test
  void losesNothingWhereItIsOnlyAddedTo() {
    try (RunWriter run = journal.start("a", Map.of())) {
      record(run, 0, 600);
    }
    try (RunWriter run = journal.resume(journal.run("a"))) {
      run.evaluated(0, "averaged", EVALUATION);
      run.write(100, List.of(new Scalar("seen later", 1)));
    }
    assertThat(journal.run("a").lastStep()).hasValue(600);
    assertThat(journal.run("a").scores()).hasSize(3);
    assertThat(journal.history(journal.run("a")).series("seen later").steps()).containsExactly(100);
  }

  @Test
  void refusesToMixTwoTrainings() {
    RunWriter first = journal.start("a", Map.of());
    record(first, 0, 600);
    String cure =
        ": if the training went back, go on with journal.resume(run, session.globalStep()), else journal.start another run";
    assertThatThrownBy(() -> first.write(0, List.of(new Scalar("loss", 1))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("loss has step 600 already, now comes step 0" + cure);
    first.close();
    RunWriter second = journal.resume(first.run());
    assertThatThrownBy(() -> second.write(590, List.of(new Scalar("loss", 1))))
        .hasMessage("loss has step 600 already, now comes step 590" + cure);
    assertThatThrownBy(() -> second.write(-1, List.of(new Scalar("new", 1))))
        .hasMessage("step is -1, must not be negative");
    second.close();
    assertThat(journal.history(first.run()).series("loss").values()).hasSize(13);
  }

  @Test
  void isLeftAloneByAWriterFromBefore() {
    RunWriter before = journal.start("a", Map.of());
    RunWriter now = journal.resume(before.run());
    before.close();
    assertThat(now.run().state()).isEqualTo(Run.State.RUNNING);

    RunWriter later = journal.resume(now.run());
    now.write(0, List.of(new Scalar("loss", 1)));
    String over = "run 1, a, running was resumed by somebody else: go on there, or with ";
    assertThatThrownBy(now::flush)
        .isInstanceOf(JournalException.class)
        .hasMessageStartingWith(over);
    assertThatThrownBy(() -> now.evaluated(0, "raw", EVALUATION)).hasMessageStartingWith(over);
    assertThatThrownBy(() -> now.link("events", Path.of("events"))).hasMessageStartingWith(over);
    now.failed(new IllegalStateException("late"));
    assertThat(later.run().state()).isEqualTo(Run.State.RUNNING);
    assertThat(later.run().last()).isEmpty();
    later.close();
    assertThat(later.run().state()).isEqualTo(Run.State.FINISHED);
  }

  @Test
  void saysSoWhenItWasRemovedMeanwhile() throws SQLException {
    RunWriter run = journal.start("a", Map.of());
    run.write(0, List.of(new Scalar("loss", 1)));
    sql("PRAGMA foreign_keys = 1", "DELETE FROM run");
    assertThatThrownBy(run::close)
        .isInstanceOf(JournalException.class)
        .hasMessage("run 1 is no longer in " + folder.resolve("journal.db"));
    run.close();
  }

  @Test
  void countsMinutesOfWorkAndNotTheNightBetween() throws SQLException {
    journal.start("a", Map.of()).close();
    assertThat(journal.run("a").worked()).isLessThan(Duration.ofMinutes(1));
    sql(
        "UPDATE run SET worked = 120000, started = started - 36000000, ended = ended - 35880000, alive = ended");
    try (RunWriter resumed = journal.resume(journal.run("a"))) {
      resumed.write(0, List.of(new Scalar("loss", 1)));
      resumed.flush();
      assertThat(resumed.run().worked()).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(3));
    }
    Run run = journal.run("a");
    assertThat(run.worked()).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(3));
    assertThat(Duration.between(run.started(), run.ended().orElseThrow()))
        .isGreaterThan(Duration.ofHours(9));
  }

  private void sql(String... statements) throws SQLException {
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("journal.db"));
        Statement statement = other.createStatement()) {
      for (String one : statements) {
        statement.execute(one);
      }
    }
  }
}
