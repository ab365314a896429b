package cellwise.kernel.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CellInterruptTest extends WithEvaluator {
  @BeforeAll
  void declare() throws CellFailure {
    eval("import java.util.stream.*;");
    eval("void begin() { ((CountDownLatch) System.getProperties().get(\"begun\")).countDown(); }");
  }

  @AfterAll
  static void forget() {
    System.getProperties().remove("begun");
  }

  /** Interrupts a cell once it has called {@code begin()}. */
  private CellFailure interrupted(String source) {
    CountDownLatch begun = new CountDownLatch(1);
    System.getProperties().put("begun", begun);
    CompletableFuture<Void> interrupt =
        CompletableFuture.runAsync(
            () -> {
              try {
                begun.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              evaluator.interrupt();
            },
            task -> new Thread(task).start());
    CellFailure failure = failure(source);
    interrupt.join();
    return failure;
  }

  /** As above; returns what was printed to standard error meanwhile. */
  private String told(String source) {
    PrintStream err = System.err;
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    System.setErr(new PrintStream(told, true));
    try {
      interrupted(source);
    } finally {
      System.setErr(err);
    }
    return told.toString();
  }

  @Test
  void leavesTheThreadToLaterCellsAfterABusyLoop() throws CellFailure {
    eval("ThreadLocal<Integer> t = new ThreadLocal<>();\nt.set(5);");

    assertThat(interrupted("begin();\nwhile (true) {}")).hasMessage("the cell was interrupted");
    assertThat(eval("t.get()")).isEqualTo(5);
  }

  @Test
  void leavesTheThreadsOfEarlierCellsAlone() throws CellFailure {
    eval(
        "import java.util.concurrent.atomic.*;\nvar turns = new AtomicLong();\n"
            + "void turn() { turns.incrementAndGet(); }\n"
            + "Thread background = new Thread(() -> { while (true) turn(); });\n"
            + "background.start();");

    assertThat(interrupted("begin();\nwhile (true) turn();").name()).isEqualTo("Interrupted");
    eval("long before = turns.get();\nwhile (turns.get() == before) Thread.onSpinWait();");
    assertThat(eval("background.isAlive()")).isEqualTo(true);
  }

  @Test
  void stopsCodeThatCatchesEverything() throws CellFailure {
    CellFailure failure =
        interrupted("begin();\nwhile (true) { try { while (true) {} } catch (Throwable e) { } }");

    assertThat(failure).hasMessage("the cell was interrupted");
  }

  @Test
  void stopsAMessageThatIsComputedForEver() throws CellFailure {
    eval(
        "class Endless extends Error {\n"
            + "  public String getMessage() { begin(); while (true) {} }\n}");

    assertThat(interrupted("throw new Endless();")).hasMessage("the cell was interrupted");
  }

  @Test
  void letsFinallyDoItsWork() throws CellFailure {
    eval("int done = 0;\nvoid cleanUp() { for (int i = 0; i < 10; i++) done++; }");
    interrupted("try { begin(); while (true) {} } finally { cleanUp(); }");

    assertThat(eval("done")).isEqualTo(10);
  }

  @Test
  void stopsAndNamesALoopOnAThreadOfAPool() throws CellFailure {
    String told =
        told(
            "int n = 1;\nCompletableFuture.supplyAsync(() -> {\n  begin();\n  while (true) {}\n}).get()");

    assertThat(told)
        .matches("stopped with the cell: thread \"[\\w.-]+\", begun in cell 1, line 2\n");
  }

  @Test
  void stopsAParallelStreamWithoutAWord() {
    String told =
        told("IntStream.range(0, 8).parallel().forEach(i -> { begin(); while (true) {} })");

    assertThat(told).isEmpty();
  }

  @Test
  void stopsAndNamesALoopOnAVirtualThread() {
    assumeThat(Runtime.version().feature()).isGreaterThanOrEqualTo(21);
    String told =
        told("Thread.ofVirtual().name(\"v\").start(() -> { begin(); while (true) {} }).join();");

    assertThat(told).contains("stopped with the cell: thread \"v\", begun in cell 1");
  }

  @Test
  void namesAThreadThatCannotBeStopped() {
    AtomicBoolean isDone = new AtomicBoolean();
    Runnable loop =
        () -> {
          while (!isDone.get()) {
            Thread.onSpinWait();
          }
        };
    System.getProperties().put("loop", loop);
    String told =
        told(
            "var loop = (Runnable) System.getProperties().get(\"loop\");\n"
                + "{ var t = new Thread(() -> { begin(); loop.run(); }, \"mine\"); t.start(); t.join(); }");
    isDone.set(true);

    assertThat(told)
        .startsWith("still runs, and Java cannot stop it: thread \"mine\", ")
        .endsWith("begun in cell 1, line 2. Restart the kernel to end it\n");
  }

  @Test
  void leavesAThreadThatWaitsAlone() throws CellFailure {
    String told =
        told(
            "var queue = new LinkedBlockingQueue<Runnable>();\n"
                + "Thread waits = new Thread(() -> { while (true) try { queue.take().run(); } catch (InterruptedException e) { return; } });\n"
                + "waits.start();\nbegin();\nThread.sleep(100_000);");

    assertThat(told).isEmpty();
    assertThat(eval("waits.isAlive()")).isEqualTo(true);
    eval("waits.interrupt();");
  }
}
