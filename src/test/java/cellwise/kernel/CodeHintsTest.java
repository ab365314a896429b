package cellwise.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spencerpark.jupyter.kernel.ReplacementOptions;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodeHintsTest {
  private static final CellEvaluator EVALUATOR = new CellEvaluator();
  private static final CodeHints HINTS = new CodeHints(EVALUATOR.analysis());

  @AfterAll
  static void close() {
    EVALUATOR.close();
  }

  @Test
  void completesAMethodAfterOtherStatements() {
    String code = "String s = \"\";\ns.substr";
    ReplacementOptions options = HINTS.complete(code, code.length());

    assertThat(options.getReplacements()).containsExactly("substring(");
    assertThat(code.substring(options.getSourceStart(), options.getSourceEnd()))
        .isEqualTo("substr");
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
      value = {"int x = 1 | complete", "} | invalid", "for (;;) { | '    '", "1 + | ''"})
  void saysWhetherSourceIsComplete(String code, String answer) {
    assertThat(HINTS.completeness(code)).isEqualTo(answer);
  }
}
