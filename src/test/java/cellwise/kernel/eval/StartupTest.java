package cellwise.kernel.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartupTest {
  private static CellEvaluator start(Map<String, String> environment) {
    return WithEvaluator.evaluator(environment, OutputControl.NONE);
  }

  private static Object eval(CellEvaluator evaluator, String source) throws CellFailure {
    return evaluator.eval(new Cell(1, source));
  }

  @Test
  void runsTheScriptBeforeTheFirstCellOnly() throws CellFailure {
    try (CellEvaluator evaluator = start(Map.of("IJAVA_STARTUP_SCRIPT", "int n = 1;"))) {
      assertThat(eval(evaluator, "n++; n")).isEqualTo(2);
      assertThat(eval(evaluator, "n")).isEqualTo(2);
    }
  }

  @Test
  void showsWhatFailsInTheFirstCellAndRunsIt() throws CellFailure {
    Map<String, String> bad =
        Map.of("IJAVA_STARTUP_SCRIPT", "int n = 1;\nnone();", "IJAVA_TIMEOUT", "soon");
    PrintStream err = System.err;
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    try (CellEvaluator evaluator = start(bad)) {
      System.setErr(new PrintStream(shown, true));
      assertThat(eval(evaluator, "n")).isEqualTo(1);
    } finally {
      System.setErr(err);
    }
    assertThat(shown.toString())
        .startsWith("IJAVA_TIMEOUT is \"soon\"")
        .contains("IJAVA_STARTUP_SCRIPT has failed:", "cannot find symbol", "line 2:\n    none();");
  }

  @Test
  void stopsAStatementThatTakesTooLongButNoSumOfShortOnes() throws CellFailure {
    try (CellEvaluator evaluator = start(Map.of("IJAVA_TIMEOUT", "2500 MILLISECONDS"))) {
      assertThatThrownBy(() -> eval(evaluator, "Thread.sleep(10_000); int never;"))
          .isInstanceOfSatisfying(CellFailure.class, e -> assertThat(e.name()).isEqualTo("Timeout"))
          .hasMessage("the statement was stopped after 2.5S, see IJAVA_TIMEOUT");
      assertThat(eval(evaluator, "Thread.sleep(1300);\nThread.sleep(1300);\n8")).isEqualTo(8);
      assertThatThrownBy(() -> eval(evaluator, "never")).hasMessageContaining("cannot find symbol");
    }
  }

  @Test
  void passesOptionsToTheCompiler() throws CellFailure {
    String name =
        "class A { void f(int odd) {} }\n"
            + "A.class.getDeclaredMethod(\"f\", int.class).getParameters()[0].getName()";
    try (CellEvaluator evaluator = start(Map.of("IJAVA_COMPILER_OPTS", "-parameters"))) {
      assertThat(eval(evaluator, name)).isEqualTo("odd");
    }
  }
}
