package cellwise.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.summary.Scalar;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void record() {
    file = folder.resolve("journal.db");
    try (Journal journal = Journal.open(file)) {
      for (String name : List.of("a", "b")) {
        try (RunWriter run = journal.start(name, Map.of("rate", 0))) {
          for (int i = 0; i < 10; i++) {
            run.write(0, List.of(new Scalar("scalar " + i, 1)));
          }
          run.annotate().note(0, "note 0").verdict("0");
        }
      }
    }
  }

  /** Writes one number everywhere in each transaction, as fast as it can. */
  private Void writeUntil(long end) throws Exception {
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      for (int n = 1; System.nanoTime() < end; n++) {
        statement.execute("BEGIN IMMEDIATE");
        statement.execute("UPDATE run SET verdict = " + n);
        statement.execute("INSERT INTO scalar SELECT id, " + n + ", 0 FROM series");
        statement.execute("UPDATE setting SET value = " + n + " WHERE name = 'rate'");
        statement.execute("UPDATE note SET text = 'note " + n + "'");
        statement.execute("COMMIT");
      }
    }
    return null;
  }

  @Test
  void isOfOneMomentHoweverFastAnotherWrites() throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    CompletableFuture<Void> other = new CompletableFuture<>();
    new Thread(() -> complete(other, end)).start();
    List<Long> moments = new ArrayList<>();
    try (Journal journal = Journal.open(file)) {
      while (!other.isDone()) {
        List<Run> runs = journal.runs();
        List<History> histories = journal.histories("scalar 3", runs);
        histories.forEach(SnapshotTest::requireOneMoment);
        requireOneMoment(journal.history(runs.get(0)));
        assertThat(runs.get(0).verdict()).isEqualTo(runs.get(1).verdict());
        moments.add(runs.get(0).lastStep().orElseThrow());
      }
    }
    other.get();
    assertThat(moments).isSorted();
    assertThat(moments.stream().distinct()).as("moments between").hasSizeGreaterThan(3);
  }

  private void complete(CompletableFuture<Void> done, long end) {
    try {
      done.complete(writeUntil(end));
    } catch (Exception e) {
      done.completeExceptionally(e);
    }
  }

  private static void requireOneMoment(History history) {
    Run run = history.run();
    String n = run.verdict().orElseThrow();
    assertThat(run.settings()).containsEntry("rate", n);
    assertThat(run.notes()).extracting(Note::text).containsExactly("note " + n);
    assertThat(run.last()).hasSize(10);
    assertThat(run.last().values()).extracting(Point::step).containsOnly(Long.valueOf(n));
    assertThat(history.series())
        .allSatisfy(series -> assertThat(series.steps()).hasSize(Integer.parseInt(n) + 1));
  }

  @Test
  void staysAsItWasWhenTheRunGoesOn() {
    try (Journal journal = Journal.open(file)) {
      History before = journal.history(journal.run("a"));
      journal.annotate(before.run()).note("later").tag("later").verdict("later");
      try (RunWriter writer = journal.resume(before.run())) {
        writer.write(5, List.of(new Scalar("scalar 0", 2)));
      }
      assertThat(before.run().notes()).hasSize(1);
      assertThat(before.run().verdict()).hasValue("0");
      assertThat(before.series("scalar 0").steps()).containsExactly(0);
      assertThat(journal.history(before.run()).series("scalar 0").steps()).containsExactly(0, 5);
      assertThatThrownBy(() -> before.run().settings().put("rate", "1"))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  /** What a page needs, and a list of runs, however many they are and whatever they have. */
  @Test
  void takesAHandfulOfQuestions() throws Exception {
    List<String> asked = new ArrayList<>();
    try (Database database = Database.open(file)) {
      database.read(
          transaction ->
              transaction.handle().getConfig(SqlStatements.class).setSqlLogger(to(asked)));
      asked.clear();
      database.read(transaction -> transaction.histories(List.of(1L)));
      assertThat(asked).hasSize(11).startsWith("BEGIN").endsWith("COMMIT");
      asked.clear();
      database.read(transaction -> transaction.runs(List.of(2L, 1L)));
      assertThat(asked).hasSize(10);
    }
  }

  private static SqlLogger to(List<String> asked) {
    return new SqlLogger() {
      @Override
      public void logAfterExecution(StatementContext context) {
        asked.add(context.getRawSql());
      }
    };
  }

  @Test
  void findsPointsByTheirIndexAndSortsNone() throws Exception {
    try (Database database = Database.open(file)) {
      List<String> plan =
          database.read(
              transaction ->
                  transaction
                      .handle()
                      .createQuery("EXPLAIN QUERY PLAN " + Transaction.LAST)
                      .bind("runs", "[1]")
                      .map((row, context) -> row.getString("detail"))
                      .list());
      assertThat(plan).noneMatch(detail -> detail.startsWith("SCAN s"));
    }
  }
}
