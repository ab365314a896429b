package cellwise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import cellwise.loss.Losses;
import cellwise.train.StepReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private static final StepReport STEP =
      new StepReport(
          LocalDateTime.of(2026, 11, 28, 12, 0), 99, new Losses(Map.of(), 0), Map.of(), 0.1f, 8, 1);

  private final StringWriter terminal = new StringWriter();
  private final AtomicInteger columns = new AtomicInteger(80);
  private final ProgressLine line =
      new ProgressLine(new PrintWriter(terminal), columns::get, 0, 200);

  @Test
  void isNoLongerThanTheTerminalIsWideNow() {
    line.show(STEP);
    assertThat(shown()).matches("\\[######      ] step 100 of 200, .* examples/sec");
    columns.set(40);
    line.print(new PrintWriter(terminal), "log");
    assertThat(shown()).startsWith("step 100 of 200, ").hasSize(39);
    columns.set(10);
    line.print(new PrintWriter(terminal), "log");
    assertThat(shown()).isEqualTo("step 100 ");
  }

  private String shown() {
    return terminal.toString().replaceFirst("(?s).*(\u001b\\[K|\n)", "");
  }
}
