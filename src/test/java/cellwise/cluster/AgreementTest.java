package cellwise.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private static final Map<String, String> FIRST =
      Map.of("worker", "worker 0 (10.0.0.1)", "data", "CIFAR-10", "seed", "1");

  @Test
  void isThereWhereAllButTheNameIsAlike() {
    Map<String, String> other =
        Map.of("worker", "worker 1 (10.0.0.2)", "data", "CIFAR-10", "seed", "1");
    assertThat(Agreement.differences(List.of(FIRST, other))).isEmpty();
    assertThat(Agreement.differences(List.of(FIRST))).isEmpty();
  }

  @Test
  void namesWhatDiffersWhereAndWhatItMustBe() {
    Map<String, String> second =
        Map.of("worker", "worker 1 (10.0.0.2)", "data", "Shapes-10", "seed", "1");
    Map<String, String> third =
        Map.of("worker", "worker 2 (10.0.0.3)", "data", "CIFAR-10", "seed", "1", "more", "x");
    assertThat(Agreement.differences(List.of(FIRST, second, third)))
        .containsExactly(
            "data is Shapes-10 on worker 1 (10.0.0.2), must be CIFAR-10 as on worker 0 (10.0.0.1)",
            "more is x on worker 2 (10.0.0.3), must be nothing as on worker 0 (10.0.0.1)");
  }

  @Test
  void cutsALongValueShort() {
    Map<String, String> one = Map.of("worker", "worker 0 (a)", "classes", "x".repeat(500));
    Map<String, String> other = Map.of("worker", "worker 1 (b)", "classes", "y");
    assertThat(Agreement.differences(List.of(one, other)).get(0))
        .contains("must be " + "x".repeat(120) + "... as on");
  }
}
