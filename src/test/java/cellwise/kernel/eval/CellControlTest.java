package cellwise.kernel.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellControlTest extends WithEvaluator {
  @Test
  void endsTheCellThatAsksTheJvmToExit() {
    CellFailure failure = failure("void leave() { System.exit(2); }\n\nleave();");

    assertThat(failure.name()).isEqualTo("SystemExit");
    assertThat(failure).hasMessage("status 2: the cell ended, the kernel did not");
    assertThat(failure.traceback().subList(1, 3))
        .containsExactly("    at leave (cell 1, line 1)", "    at (cell 1, line 3)");
  }

  @Test
  void endsTheCellThatPassesOnTheJvmsExit() {
    assertThat(failure("java.util.function.IntConsumer leave = System::exit; leave.accept(3);"))
        .hasMessage("status 3: the cell ended, the kernel did not");
  }

  @Test
  void leavesOtherCallsAsTheyAre() throws CellFailure {
    String source =
        "class Own { static int exit(int n) { return n; } }\n"
            + "long big = 1L << 40; double half = 0.5;\n"
            + "Own.exit(3) + System.lineSeparator().length()";

    assertThat(eval(source)).isEqualTo(3 + System.lineSeparator().length());
  }

  @Test
  void letsAnExceptionOfAComputedValueThrough() throws CellFailure {
    eval("1");

    assertThat(evaluator.compute(() -> Thread.currentThread().isInterrupted())).isFalse();
    assertThat(
            catchThrowableOfType(
                CellFailure.class,
                () ->
                    evaluator.compute(
                        () -> {
                          throw new IllegalStateException("no value");
                        })))
        .hasMessage("no value");
  }

  @Test
  void keepsNoValueOfAVariableThatWasDeclaredAnew() throws Exception {
    List<WeakReference<Object>> values = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      values.add(new WeakReference<>(eval("var big = new byte[1 << 20]; big")));
    }
    eval("1");
    System.gc();

    assertThat(values.stream().filter(value -> value.get() != null)).hasSizeLessThan(3);
  }
}
