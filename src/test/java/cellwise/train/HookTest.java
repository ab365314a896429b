package cellwise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.loss.Losses;
import cellwise.summary.Scalar;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HookTest {
  private static final LocalDateTime NOON = LocalDateTime.of(2026, 11, 23, 12, 0);

  @Test
  void printsAStepInTheTutorialsWords() {
    assertThat(report(0, 4.6757f, 0.128))
        .hasToString(
            "2026-11-23 12:00:00.000000: step 0, loss = 4.68 (1000.0 examples/sec; 0.128 sec/batch)");
  }

  @Test
  void givesItsNumbersUnderTheTutorialsTags() {
    assertThat(report(3, 4, 99).scalars(0.128))
        .containsExactly(
            new Scalar("cross_entropy (raw)", 4),
            new Scalar("total_loss (raw)", 4),
            new Scalar("cross_entropy", 4),
            new Scalar("total_loss", 4),
            new Scalar("learning_rate", 0.1f),
            new Scalar("examples_per_second", 1000));
  }

  @Test
  void logsEveryTenthStepWithTheMeanTimeSinceTheLineBefore() {
    List<String> lines = new ArrayList<>();
    Hook log = Hook.log(10, lines::add);
    for (int step = 0; step <= 20; step++) {
      log.afterStep(report(step, 1, step <= 10 ? 0.5 : 0.25));
    }
    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).endsWith("step 10, loss = 1.00 (256.0 examples/sec; 0.500 sec/batch)");
    assertThat(lines.get(2)).endsWith("step 20, loss = 1.00 (512.0 examples/sec; 0.250 sec/batch)");
  }

  @Test
  void writesTheMeanSpeedOfTheStepsSinceTheOnesWrittenBefore() {
    List<Scalar> written = new ArrayList<>();
    Hook scalars =
        Hook.scalars(
            10, (step, summaries) -> summaries.forEach(summary -> written.add((Scalar) summary)));
    for (int step = 0; step <= 20; step++) {
      scalars.afterStep(report(step, 1, step % 10 == 0 ? 0.7 : 0.2));
    }
    assertThat(written)
        .filteredOn(scalar -> scalar.tag().equals("examples_per_second"))
        .extracting(Scalar::value)
        .containsExactly((float) (128 / 0.7), 128 / 0.25f, 128 / 0.25f);
  }

  @Test
  void actsEveryNSteps() {
    List<Long> steps = new ArrayList<>();
    Hook hook = Hook.every(3, report -> steps.add(report.step()));
    for (int step = 0; step < 8; step++) {
      hook.afterStep(report(step, 1, 1));
      assertThat(hook.stopsAfter(report(step, 1, 1))).isFalse();
    }
    assertThat(steps).containsExactly(0L, 3L, 6L);
  }

  @Test
  void stopsAtAStep() {
    Hook hook = Hook.stopAtStep(3);
    assertThat(hook.stopsAfter(report(1, 1, 1))).isFalse();
    assertThat(hook.stopsAfter(report(2, 1, 1))).isTrue();
  }

  @Test
  void namesTheTermThatBroke() {
    Losses losses = new Losses(Map.of("cross_entropy", Float.NaN), Float.NaN);
    StepReport report = new StepReport(NOON, 17, losses, losses.all(), 0.1f, 128, 1);
    assertThatThrownBy(() -> Hook.stopOnNaN().afterStep(report))
        .isInstanceOf(DivergedException.class)
        .hasMessageStartingWith("Model diverged with cross_entropy = NaN at step 17");
    Hook.stopOnNaN().afterStep(report(17, 4, 1));
  }

  @Test
  void refusesNumbersThatMakeNoSense() {
    assertThatThrownBy(() -> Hook.every(0, report -> {})).hasMessage("n is 0, must be positive");
    assertThatThrownBy(() -> Hook.log(-1, line -> {})).hasMessage("n is -1, must be positive");
    assertThatThrownBy(() -> Hook.stopAtStep(0)).hasMessage("lastStep is 0, must be positive");
  }

  private static StepReport report(long step, float loss, double seconds) {
    Losses losses = new Losses(Map.of("cross_entropy", loss), loss);
    return new StepReport(NOON, step, losses, losses.all(), 0.1f, 128, seconds);
  }
}
