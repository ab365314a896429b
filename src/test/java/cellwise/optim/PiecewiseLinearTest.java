package cellwise.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PiecewiseLinearTest {
  private final LearningRate rate = PiecewiseLinear.from(0.1f).to(10, 0.5f).to(50, 0);

  @Test
  void warmsUpAndDecays() {
    assertThat(rate.at(0)).isEqualTo(0.1f);
    assertThat(rate.at(5)).isCloseTo(0.3f, within(1e-7f));
    assertThat(rate.at(10)).isEqualTo(0.5f);
    assertThat(rate.at(30)).isCloseTo(0.25f, within(1e-7f));
    assertThat(rate.at(49)).isCloseTo(0.0125f, within(1e-7f));
  }

  @Test
  void staysAtItsLast() {
    assertThat(rate.at(50)).isZero();
    assertThat(rate.at(1_000_000_000_000L)).isZero();
    assertThat(PiecewiseLinear.from(0.2f).at(7)).isEqualTo(0.2f);
  }

  /** Of ten steps two rise, and nine more would lead to 0. */
  @Test
  void risesAndFallsInOneCycle() {
    LearningRate cycle = PiecewiseLinear.oneCycle(0.9f, 10);
    assertThat(cycle.at(0)).isCloseTo(0.09f, within(1e-6f));
    assertThat(cycle.at(1)).isCloseTo(0.495f, within(1e-6f));
    assertThat(cycle.at(2)).isCloseTo(0.9f, within(1e-6f));
    assertThat(cycle.at(3)).isCloseTo(0.8f, within(1e-6f));
    assertThat(cycle.at(9)).isCloseTo(0.2f, within(1e-6f));
    assertThat(PiecewiseLinear.oneCycle(1, 1).at(0)).isCloseTo(0.1f, within(1e-6f));
    assertThatThrownBy(() -> PiecewiseLinear.oneCycle(1, 0))
        .hasMessage("peak is 1.0 and steps is 0, both must be positive");
    assertThatThrownBy(() -> PiecewiseLinear.oneCycle(Float.NaN, 5))
        .hasMessageStartingWith("peak is NaN");
  }

  @Test
  void refusesLinesThatGoBack() {
    PiecewiseLinear line = PiecewiseLinear.from(0).to(10, 1);
    assertThatThrownBy(() -> line.to(10, 0))
        .hasMessage("step is 10, must be after 10, where the line begins");
    assertThatThrownBy(() -> line.to(20, -1))
        .hasMessage("rate is -1.0, must be finite and not negative");
    assertThatThrownBy(() -> PiecewiseLinear.from(Float.NaN)).hasMessageStartingWith("rate is NaN");
    assertThatThrownBy(() -> line.to(20, Float.POSITIVE_INFINITY))
        .hasMessage("rate is Infinity, must be finite and not negative");
  }
}
