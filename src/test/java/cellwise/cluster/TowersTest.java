package cellwise.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import cellwise.Tutorial;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TowersTest {
  @Test
  void isThePlainStepBitForBitWhereThereIsOneTower() {
    try (Tutorial plain = new Tutorial(8, 1);
        Tutorial tower = new Tutorial(8, 1)) {
      plain.session.run(3);
      tower.session.with(Towers.of(1, tower.net)).run(3);
      assertThat(values(tower.net.arrays())).isDeepEqualTo(values(plain.net.arrays()));
    }
  }

  private static float[][] values(Map<String, NDArray> arrays) {
    return arrays.values().stream().map(NDArray::toFloatArray).toArray(float[][]::new);
  }
}
