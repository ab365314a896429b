package cellwise.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CellInterruptTest {
  private static final CellEvaluator EVALUATOR = new CellEvaluator();

  @BeforeAll
  static void declare() throws CellFailure {
    eval("void begin() { ((CountDownLatch) System.getProperties().get(\"begun\")).countDown(); }");
  }

  @AfterAll
  static void close() {
    EVALUATOR.close();
    System.getProperties().remove("begun");
  }

  private static Object eval(String source) throws CellFailure {
    return EVALUATOR.eval(new Cell(1, source));
  }

  /** Interrupts a cell once it has called {@code begin()}. */
  private static CellFailure interrupted(String source) {
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
              EVALUATOR.interrupt();
            },
            task -> new Thread(task).start());
    CellFailure failure = catchThrowableOfType(CellFailure.class, () -> eval(source));
    interrupt.join();
    return failure;
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
  void letsFinallyDoItsWork() throws CellFailure {
    eval("int done = 0;\nvoid cleanUp() { for (int i = 0; i < 10; i++) done++; }");
    interrupted("try { begin(); while (true) {} } finally { cleanUp(); }");

    assertThat(eval("done")).isEqualTo(10);
  }
}
