package cellwise.kernel.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class CellTest {
  @Test
  void countsLinesInTheDigitsOfTheirNumbersInAnyLocale() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThat(new Cell(3, "int a;\nint b").excerpt(7, 10))
          .isEqualTo("cell 3, line 2:\n    int b\n    ^^^");
    } finally {
      Locale.setDefault(before);
    }
  }
}
