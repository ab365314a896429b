package cellwise.kernel.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class CellEvaluatorTest extends WithEvaluator {
  @Test
  void returnsTheObjectItselfOfTheLastExpression() throws CellFailure {
    assertThat(eval("List<Integer> kept = List.of(1, 2);\nkept")).isEqualTo(List.of(1, 2));
    assertThat(eval("kept")).isSameAs(eval("kept"));
  }

  @Test
  void returnsNothingForDeclarationsAssignmentsAndStatements() throws CellFailure {
    assertThat(eval("int q = 8")).isNull();
    assertThat(eval("q = 9;")).isNull();
    assertThat(eval("q; if (q > 8) q++;")).isNull();
    assertThat(eval(" // a comment\n")).isNull();
  }

  @Test
  void keepsVariablesOverLaterImports() throws CellFailure {
    eval("var li = new ArrayList<>(List.of(1));");
    eval("import java.time.*;\nimport java.nio.file.*;");

    assertThat(eval("li")).isEqualTo(List.of(1));
  }

  @Test
  void knowsTheVersionOfAJar() throws CellFailure {
    assertThat(eval("org.junit.jupiter.api.Test.class.getPackage().getImplementationVersion()"))
        .isEqualTo(Test.class.getPackage().getImplementationVersion())
        .isNotNull();
  }

  @Test
  void letsDeclarationsOfACellNeedEachOther() throws CellFailure {
    eval(
        "sealed interface S permits A, B {}\nrecord A() implements S {}\nrecord B() implements S {}");

    assertThat(eval("new A() instanceof S")).isEqualTo(true);
    assertThat(
            eval(
                "boolean even(int n) { return n == 0 || odd(n - 1); }\n"
                    + "boolean odd(int n) { return n != 0 && even(n - 1); }\neven(10)"))
        .isEqualTo(true);
  }

  @Test
  void runsCodeInWhichClassesOfOtherCellsMeet() throws CellFailure {
    eval(
        "interface Figure {}\nclass Square implements Figure {}\nclass Circle implements Figure {}");
    eval("Object figure = System.nanoTime() != 0 ? new Square() : new Circle();");
    eval(
        "Figure of(boolean b) { Figure s; if (b) s = new Square(); else s = new Circle(); return s; }");

    assertThat(eval("figure instanceof Square && of(false) instanceof Circle")).isEqualTo(true);
  }

  @Test
  void placesACompileErrorInTheCell() {
    CellFailure failure = failure("int x = 1;\n\nint y = x + zz; // no zz\n");

    assertThat(failure.name()).isEqualTo("CompilationException");
    assertThat(failure).hasMessage("cannot find symbol\n  symbol:   variable zz");
    assertThat(failure.traceback().get(0))
        .endsWith("\ncell 1, line 3:\n    int y = x + zz; // no zz\n                ^^");
  }

  @Test
  void namesWhatACellLacksAtItsEnd() {
    assertThat(failure("class W extends Missing {}"))
        .hasMessage("W needs class Missing: declare it in this cell or before");
    assertThat(failure("void lacks() { nowhere(); }\nlacks();"))
        .hasMessage("lacks needs method nowhere(): declare it in this cell or before");
  }

  @Test
  void rejectsSourceThatStopsInTheMiddle() {
    assertThat(failure("int g(")).hasMessage("reached end of file while parsing");
  }

  @Test
  void namesAnExceptionOfTheCellsOwn() {
    CellFailure failure = failure("class Own extends RuntimeException {}\n\nthrow new Own();");

    assertThat(failure.name()).isEqualTo("Own");
    assertThat(failure).hasMessage("");
    assertThat(failure.traceback()).element(1).isEqualTo("    at (cell 1, line 3)");
  }

  @Test
  void shortensTheTraceOfAnEndlessRecursion() {
    CellFailure failure = failure("int deeper(int n) { return deeper(n + 1); }\ndeeper(0)");

    assertThat(failure.name()).isEqualTo("java.lang.StackOverflowError");
    assertThat(failure.traceback()).hasSizeLessThan(60);
  }

  @Test
  void seesTheClassPathOfTheJvm() throws CellFailure {
    assertThat(eval("import ai.djl.ndarray.types.Shape;\nnew Shape(2, 3).size()")).isEqualTo(6L);
  }

  @Test
  void endsACellForWhichNoThreadCanBeHad() throws CellFailure {
    AtomicBoolean isScarce = new AtomicBoolean();
    OutputControl scarce =
        new OutputControl() {
          @Override
          public Runnable handOver() {
            if (isScarce.get()) {
              throw new OutOfMemoryError("unable to create native thread");
            }
            return () -> {};
          }
        };
    try (CellEvaluator evaluator = evaluator(Map.of(), scarce)) {
      isScarce.set(true);
      for (String source : List.of("int x = 5;", "throw new Error();", "1 + 1")) {
        assertThatThrownBy(() -> evaluator.eval(new Cell(1, source)))
            .isInstanceOf(CellFailure.class)
            .hasMessage("unable to create native thread");
      }
      isScarce.set(false);
      assertThat(evaluator.eval(new Cell(2, "1 + 1"))).isEqualTo(2);
    }
  }

  @Test
  void doesNotWaitForThreadsThatACellLeavesRunning() throws CellFailure {
    eval("var pool = Executors.newFixedThreadPool(2);");
    for (int i = 0; i < 20; i++) {
      assertThat(eval("Executors.newSingleThreadExecutor().submit(() -> 3).get()")).isEqualTo(3);
    }
    assertThat(eval("pool.submit(() -> 4).get()")).isEqualTo(4);
  }

  @Test
  void leavesOutAPackageLineAndKeepsTheLines() throws CellFailure {
    assertThat(eval("// mine\npackage a.b;\n\nclass Packed { int n = 4; }\nnew Packed().n"))
        .isEqualTo(4);
    assertThat(failure("package a.b;\nint wrong = \"a\";").traceback().get(0))
        .contains("cell 1, line 2:\n    int wrong");
  }

  @Test
  void returnsWhatACellReturns() throws CellFailure {
    assertThat(eval("int given = 4;\nreturn given;")).isEqualTo(4);
    assertThat(eval("if (given > 3) return \"large\";\ngiven = 0;")).isEqualTo("large");
    assertThat(eval("if (given > 4) return \"large\";\ngiven")).isEqualTo(4);
    assertThat(eval("for (int i = 0; ; i++) if (i > 5) { return i; }")).isEqualTo(6);
  }
}
