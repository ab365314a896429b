package cellwise.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {
  @Test
  void isWrittenOnALine() {
    assertThat(new Signal.Joined(9).line()).isEqualTo("@node 9");
    assertThat(new Signal.Silent(11, 10).line()).isEqualTo("@lost 11 10");
    assertThat(new Signal.Lost("worker 1 (b)", "was killed by signal 9").line())
        .isEqualTo("lost worker 1 (b): was killed by signal 9");
    assertThat(new Signal.Stop().line()).isEqualTo("stop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"@node 8", "@lost 8 10", "lost server 0 (b): ended: exit code 1", "stop"})
  void isReadAsItIsWritten(String line) {
    assertThat(Signal.of(line)).map(Signal::line).hasValue(line);
  }

  @Test
  void tellsWhoFromWhyAtTheFirstColon() {
    assertThat(Signal.of("lost worker 1 (b): ended: exit code 1"))
        .hasValue(new Signal.Lost("worker 1 (b)", "ended: exit code 1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@node",
        "@node x",
        "@node 99999999999",
        "@lost 8",
        "lost",
        "stopped",
        " stop"
      })
  void leavesLinesForPeopleAlone(String line) {
    assertThat(Signal.of(line)).isEmpty();
  }

  @Test
  void refusesWhatCouldNotBeTakenApart() {
    assertThatThrownBy(() -> new Signal.Lost("worker: 1", "gone"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("worker: 1: gone, must be one line, and who without ': '");
    assertThatThrownBy(() -> new Signal.Lost("worker 1", "gone\nstop"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
