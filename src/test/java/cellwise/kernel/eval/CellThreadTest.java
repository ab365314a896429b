package cellwise.kernel.eval;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CellThreadTest extends WithEvaluator {
  @Test
  void runsAllStatementsOfAllCells() throws CellFailure {
    eval(
        "ThreadLocal<Integer> t = new ThreadLocal<>();\nt.set(5);\nThread first = Thread.currentThread();");

    assertThat(eval("t.get()")).isEqualTo(5);
    assertThat(eval("first == Thread.currentThread()")).isEqualTo(true);
  }

  @Test
  void keepsItsLocksUntilALaterStatementReleasesThem() throws CellFailure {
    eval("import java.util.concurrent.locks.*;\nvar lock = new ReentrantLock();\nlock.lock();");
    eval("try { } finally { lock.unlock(); }");

    assertThat(eval("lock.isLocked()")).isEqualTo(false);
  }

  @Test
  void outlivesWhatCodeThrows() throws CellFailure {
    eval("Thread first = Thread.currentThread(); int deeper(int n) { return deeper(n + 1); }");
    failure("deeper(0)");
    failure("throw new OutOfMemoryError(\"as if\");");
    assertThat(failure("throw new ThreadDeath();").name()).isEqualTo("java.lang.ThreadDeath");

    assertThat(eval("first == Thread.currentThread()")).isEqualTo(true);
  }

  @Test
  void showsALaterStatementTheInterruptThatItWasLeftButNoOtherCell() throws CellFailure {
    assertThat(eval("Thread.currentThread().interrupt();\nThread.interrupted()")).isEqualTo(true);
    eval("Thread.currentThread().interrupt();");

    assertThat(eval("Thread.interrupted()")).isEqualTo(false);
  }

  @Test
  void keepsTheContextClassLoaderThatACellHasSet() throws CellFailure {
    assertThat(
            eval(
                "class Own {}\n"
                    + "Thread.currentThread().getContextClassLoader() == Own.class.getClassLoader()"))
        .isEqualTo(true);
    eval("Thread.currentThread().setContextClassLoader(null);");

    assertThat(eval("Thread.currentThread().getContextClassLoader()")).isNull();
  }

  @Test
  void tellsAThrowableThatIsItsOwnCauseOnce() {
    CellFailure failure =
        failure(
            "var one = new RuntimeException(\"one\"); var two = new Error(\"two\");\n"
                + "one.initCause(two); two.initCause(one); throw one;");

    assertThat(failure).hasMessage("one");
    assertThat(failure.traceback().toString()).containsOnlyOnce("Caused by: java.lang.Error: two");
  }

  @Test
  void tellsAThrowableWhoseMessageFails() {
    assertThat(
            failure(
                "throw new Error() { public String getMessage() { throw new RuntimeException(); } };"))
        .hasMessage("its message cannot be had: java.lang.RuntimeException");
  }
}
