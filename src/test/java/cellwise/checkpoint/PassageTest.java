package cellwise.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.Tutorial;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A training's state as bytes, which another one goes on from. */
class PassageTest {
  @Test
  void goesOnWhereTheOtherIs() throws IOException {
    try (Tutorial one = new Tutorial(4, 1);
        Tutorial other = new Tutorial(4, 1)) {
      one.session.run(3);
      byte[] state = one.session.training().checkpoint(3);
      other.session.goOnFrom(state);
      assertThat(other.session.globalStep()).isEqualTo(3);
      assertThat(other.train.position()).isEqualTo(3);
      one.session.run(1);
      other.session.run(1);
      assertThat(other.session.training().checkpoint(4))
          .isEqualTo(one.session.training().checkpoint(4));
    }
  }

  @Test
  void refusesWhatIsBrokenAndWhatIsOfOtherBatches() throws IOException {
    try (Tutorial one = new Tutorial(4, 1);
        Tutorial other = new Tutorial(4, 2)) {
      byte[] state = one.session.training().checkpoint(0);
      assertThatThrownBy(() -> other.session.goOnFrom(state))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is of a run with other batches");
      state[state.length - 1] ^= 1;
      assertThatThrownBy(() -> other.session.goOnFrom(state))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("its CRC-32C is");
      other.session.run(1);
      assertThatThrownBy(() -> other.session.goOnFrom(state))
          .hasMessage("the session is at step 1: say goOnFrom once, before its first run");
    }
  }

  @Test
  void tellsApartTrainingsThatWouldDiffer() {
    try (Tutorial one = new Tutorial(4, 1);
        Tutorial same = new Tutorial(4, 1);
        Tutorial rate = new Tutorial(4, 1, 0.2f)) {
      assertThat(same.session.training().settings()).isEqualTo(one.session.training().settings());
      assertThat(rate.session.training().settings())
          .isNotEqualTo(one.session.training().settings())
          .containsKeys("data", "seed", "engine", "cellwise_crc32c", "network_layers")
          .doesNotContainKeys("java", "omp_num_threads");
    }
  }
}
