package cellwise.kernel.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeclarationsTest {
  private static final PrintStream ERR = System.err;

  private final ByteArrayOutputStream told = new ByteArrayOutputStream();
  private CellEvaluator evaluator;

  @BeforeEach
  void start() {
    evaluator = WithEvaluator.evaluator(Map.of(), OutputControl.NONE);
    System.setErr(new PrintStream(told, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void close() {
    System.setErr(ERR);
    evaluator.close();
  }

  private Object eval(String... cells) throws CellFailure {
    Object result = null;
    for (String each : cells) {
      result = evaluator.eval(new Cell(1, each));
    }
    return result;
  }

  private CellFailure failure(String source) {
    return catchThrowableOfType(CellFailure.class, () -> eval(source));
  }

  private String told() {
    return told.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  private static Class<?>[] namedByImport() {
    return new Class<?>[] {List.class, java.util.Timer.class, java.util.Date.class};
  }

  @Test
  void preferACellsClassToWhateverIsImported() throws CellFailure {
    Stream<Class<?>> ofPackages =
        Stream.of(
            java.util.ArrayList.class,
            java.io.File.class,
            java.math.BigDecimal.class,
            java.net.URL.class,
            java.util.concurrent.Future.class,
            java.util.prefs.Preferences.class,
            java.util.regex.Pattern.class,
            String.class,
            Math.class);
    for (Class<?> each : Stream.concat(Stream.of(namedByImport()), ofPackages).toList()) {
      String name = each.getSimpleName();
      assertThat(eval("class %s { int own = 3; }".formatted(name), "new %s().own".formatted(name)))
          .as(name)
          .isEqualTo(3);
    }
    assertThat(told()).isEmpty();
  }

  @Test
  void preferACellsMethodToTheKernels() throws CellFailure {
    assertThat(eval("int eval(int n) { return n; }\nint display(int n) { return n; }", "1 + 1"))
        .isEqualTo(2);
    assertThat(eval("eval(4) + display(5)")).isEqualTo(9);
  }

  @Test
  void preferOfAClassAndAnImportWhatCameLast() throws CellFailure {
    eval("import java.awt.Shape;", "class Shape {}", "Shape mine = new Shape();");
    assertThat(eval("mine.getClass().isInterface()")).isEqualTo(false);
    assertThat(eval("import java.awt.Shape;", "Shape.class.getName()")).isEqualTo("java.awt.Shape");
    assertThat(told()).isEqualTo("since import java.awt.Shape was added, variable mine is gone\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Object", "Throwable", "java"})
  void refuseNamesThatEveryCellNeeds(String name) throws CellFailure {
    assertThat(failure("class " + name + " {}"))
        .hasMessage(
            "a class " + name + " would keep all cells from compiling: give it another name");
    assertThat(eval("1 + 1")).isEqualTo(2);
  }

  @Test
  void tellWhichVariablesAClassOfAnotherShapeTakesAlong() throws CellFailure {
    eval("class Point { int x; }");
    eval("Point point = new Point(); var other = new Point(); int n = 3;");
    eval("Point kept = new Point();", "class Point { int x, y; }\nkept = new Point();");

    assertThat(told().lines())
        .containsExactlyInAnyOrder(
            "since class Point has changed, variable point was reset to null",
            "since class Point has changed, variable other is gone");
    assertThat(eval("n")).isEqualTo(3);
  }

  @Test
  void nameTheErrorOfAMethodThatAnotherTypeLeavesBehind() throws CellFailure {
    eval("int base = 3;", "int twice() { return base * 2; }", "String base = \"x\";");

    String error = "twice does not compile: bad operand types for binary operator '*'";
    assertThat(told()).startsWith("since variable base has changed, " + error);
    assertThat(failure("twice()")).hasMessageStartingWith(error);
    assertThat(eval("int base = 4;", "twice()")).isEqualTo(8);
  }

  @Test
  void stayWhenOneOfTheSameNameIsRefused() throws CellFailure {
    eval("class Kept { int n = 1; }\nint f() { return 1; }\nint lost = 5;");
    failure("class Kept { int n = \"a\"; }");
    failure("int f() { return \"a\"; }");

    assertThat(eval("new Kept().n + f()")).isEqualTo(2);
    assertThat(told()).isEmpty();
    failure("int lost = \"a\";");
    assertThat(told()).isEqualTo("variable lost is gone, since it could not be declared anew\n");
  }

  @Test
  void makeAnInnerClassStaticAndInnerAgain() throws CellFailure {
    eval("class Out { class In { int n = 1; } }", "new Out().new In().n");
    assertThat(eval("class Out { static class In { int n = 2; } }", "new Out.In().n")).isEqualTo(2);
    assertThat(eval("class Out { class In { int n = 3; } }", "new Out().new In().n")).isEqualTo(3);
    failure("class Out { static class In { int n = \"a\"; } }");
    assertThat(eval("new Out().new In().n")).isEqualTo(3);
  }

  @Test
  void stayOfACellInWhichAnotherLacksSomething() throws CellFailure {
    assertThat(failure("class A extends Missing {}\nclass B extends C {}\nclass C {}"))
        .hasMessage("A needs class Missing: declare it in this cell or before");
    assertThat(eval("new B() instanceof C")).isEqualTo(true);
    assertThat(failure("A a;").getMessage()).contains("class A");
  }

  @Test
  void mayBeSealedAmongOtherLines() throws CellFailure {
    String cell =
        """
        int before = 1;
        sealed interface Shape permits Circle, Square, Triangle {}
        non-sealed class Triangle implements Shape {}
        final class Circle implements Shape {}
        non-sealed class Square implements Shape {}
        class Small extends Square {}
        before
        """;
    assertThat(eval(cell)).isEqualTo(1);
    assertThat(eval("Shape s = new Small();\nString t = \"non-sealed class\"; t + before"))
        .isEqualTo("non-sealed class1");
    assertThat(
            eval("non-sealed class Triangle implements Shape { int n = 4; }", "new Triangle().n"))
        .isEqualTo(4);
  }

  @Test
  void mayBeRecordsWithConstructorsOfTheirOwn() throws CellFailure {
    eval("record P(int x) { P { if (x < 0) throw new IllegalArgumentException(\"x\"); } }");
    eval("record Q(int x) { Q(int x) { this.x = x; } }");
    eval("record R(int x) { protected R { } }");

    assertThat(eval("new P(1).x() + new Q(2).x() + new R(3).x()")).isEqualTo(6);
    assertThat(failure("new P(-1)")).hasMessage("x");
    assertThat(failure("record S(int x) { private S { } }").getMessage())
        .contains("stronger access privileges");
  }

  @Test
  void haveErrorsThatTheCompilerPlacesNowhere() {
    CellFailure failure = failure("1 + 1;\nvar r = new FileReader(\"none.txt\") { };");

    assertThat(failure)
        .hasMessageStartingWith("unreported exception java.io.FileNotFoundException");
    assertThat(failure.traceback().get(0)).contains("\ncell 1, line 2:\n    var r = new");
  }
}
