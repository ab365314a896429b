package cellwise.kernel.cell;

import static org.assertj.core.api.Assertions.assertThat;

import cellwise.kernel.cell.EditorRequests.CompleteReply;
import cellwise.kernel.cell.EditorRequests.IsCompleteReply;
import cellwise.kernel.eval.CellEvaluator;
import cellwise.kernel.eval.OutputControl;
import cellwise.kernel.magic.CellMagics;
import cellwise.kernel.magic.MagicSyntax;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EditorRequestsTest {
  private static final CellEvaluator EVALUATOR =
      new CellEvaluator(Map.of(), List.of(), UnaryOperator.identity(), OutputControl.NONE);
  private static final CellMagics MAGICS = new CellMagics();
  private static final EditorRequests HINTS =
      new EditorRequests(EVALUATOR, new MagicSyntax("l", "c", "maven"::equals), MAGICS);

  static {
    MAGICS.registerLineMagic("maven", arguments -> null);
    MAGICS.registerLineMagic("mavenRepo", arguments -> null);
    MAGICS.registerLineMagic("jars", arguments -> null);
    MAGICS.registerCellMagic("loadFromPOM", (arguments, body) -> null);
  }

  @AfterAll
  static void close() {
    EVALUATOR.close();
  }

  @Test
  void completesAMethodAfterOtherStatements() {
    String code = "String s = \"\";\ns.substr";
    CompleteReply options = HINTS.complete(code, code.length());

    assertThat(options.matches()).containsExactly("substring(");
    assertThat(code.substring(options.cursorStart(), options.cursorEnd())).isEqualTo("substr");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "class Walker { int stepsTaken() { return 1; } }¶var w = new Walker();¶w.steps | stepsTaken()",
        "record Walk(int miles) { int twice() { return 2; } }¶new Walk(1).twi | twice()",
        "enum Gait { TROT, WALK }¶Gait.TR | TROT",
        "class Walker { }¶new Walk | Walker()",
        "String greet(int n) { return \"\"; }¶greet(1).substr | substring(",
        "int greeting(int n) { return n; }¶greeti | greeting(",
        "import java.time.*;¶LocalDate.ofEpoch | ofEpochDay(",
        "import java.time.LocalDate;¶LocalDate today = null;¶today.plusWee | plusWeeks(",
        "class A { String s; }¶int f(A a) { return a.s.codePointC | codePointCount(",
        "%maven a:b:1¶String s = \"\";¶s.substr | substring(",
        "List<String> l = %jars x¶l.subLi | subList(",
      })
  void completesWhatTheCellItselfDeclares(String code, String continuation) {
    String cell = code.strip().replace("¶", "\n");
    CompleteReply options = HINTS.complete(cell, cell.length());

    assertThat(options.matches()).containsExactly(continuation);
    assertThat(continuation).startsWith(cell.substring(options.cursorStart()));
  }

  @Test
  void completesTheNamesOfMagics() {
    assertThat(HINTS.complete("int i;\n%ma", 10).matches()).containsExactly("%maven", "%mavenRepo");
    assertThat(HINTS.complete("%", 1).matches()).contains("%jars", "%%loadFromPOM");
    assertThat(HINTS.complete("%%lo", 4).matches()).containsExactly("%%loadFromPOM");
    assertThat(HINTS.complete("var l = %ja", 11).matches()).containsExactly("%jars");
    assertThat(HINTS.complete("int ma = 1;\n5 %ma", 17).matches()).doesNotContain("%maven");
  }

  @Test
  void explainsWhatTheCellItselfDeclares() {
    String code = "%maven a:b:1\nint half(int whole) { return whole / 2; }\nhalf";

    assertThat(HINTS.inspect(code, code.length()).getData(MIMEType.TEXT_PLAIN).toString())
        .contains("half(int whole)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Math.max", "Math.max(", "Math.max(1, "})
  void findsTheSignaturesOfAMethodWhereverTheCursorStands(String code) {
    assertThat(HINTS.inspect(code, code.length()).getData(MIMEType.TEXT_PLAIN).toString())
        .contains("int Math.max(int a, int b)");
  }

  @Test
  void findsNothingForAnUnknownName() {
    assertThat(HINTS.inspect("nothingLikeThis", 3)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int x = 1 | complete |",
        "// a comment | complete |",
        "non-sealed class A extends B {}¶int y | complete |",
        "} | invalid |",
        "for (;;) { | incomplete | '    '",
        "1 + | incomplete | ''"
      })
  void saysWhetherSourceIsComplete(String code, String status, String indent) {
    assertThat(HINTS.isComplete(code.replace("¶", "\n")))
        .isEqualTo(new IsCompleteReply(status, indent));
  }
}
