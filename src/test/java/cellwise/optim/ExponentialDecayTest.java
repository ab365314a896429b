package cellwise.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ExponentialDecayTest {
  /** int(50000 / 128 · 350) = 136,718, as the tutorial computes it. */
  private final ExponentialDecay rate = ExponentialDecay.staircase(0.1f, 0.1f, 350 * 50_000 / 128);

  @Test
  void fallsAtOnceAtEveryStair() {
    assertThat(rate.decaySteps()).isEqualTo(136_718);
    assertThat(rate.at(0)).isEqualTo(0.1f);
    assertThat(rate.at(136_717)).isEqualTo(0.1f);
    assertThat(rate.at(136_718)).isCloseTo(0.01f, within(1e-8f));
    assertThat(rate.at(273_435)).isCloseTo(0.01f, within(1e-8f));
    assertThat(rate.at(273_436)).isCloseTo(0.001f, within(1e-9f));
  }

  @Test
  void fallsAllTheTimeWithoutStairs() {
    ExponentialDecay slope = ExponentialDecay.continuous(1, 0.25f, 10);
    assertThat(slope.at(5)).isCloseTo(0.5f, within(1e-6f));
    assertThat(slope.at(10)).isCloseTo(0.25f, within(1e-6f));
  }

  @Test
  void isTheSameHoweverOftenItIsRead() {
    rate.at(200_000);
    assertThat(rate.at(5)).isEqualTo(0.1f);
  }

  @Test
  void refusesAStairOfNoSteps() {
    assertThatThrownBy(() -> ExponentialDecay.staircase(0.1f, 0.1f, 0))
        .hasMessage("decaySteps is 0, must be positive: pass batchesPerEpoch * epochsPerDecay");
    assertThatThrownBy(() -> ExponentialDecay.staircase(0, 0.1f, 1))
        .hasMessage("initial is 0.0 and factor 0.1, both must be positive");
    assertThatThrownBy(() -> ExponentialDecay.continuous(0.1f, 0, 1))
        .hasMessage("initial is 0.1 and factor 0.0, both must be positive");
  }

  @Test
  void fallsAtEveryStepWhenAStairIsOneStepLong() {
    assertThat(ExponentialDecay.staircase(0.5f, 0.5f, 1).at(3)).isEqualTo(0.0625f);
  }
}
