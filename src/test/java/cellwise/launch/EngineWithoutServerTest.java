package cellwise.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cellwise.engine.StartedEngine;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A cluster on an engine that has no parameter server. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(120)
class EngineWithoutServerTest {
  private final String engine = StartedEngine.get().getEngineName();

  @BeforeEach
  void takeAnotherThanMxnet() {
    assumeTrue(!engine.equals("MXNet"));
  }

  @Test
  void isRefusedBeforeANodeIsStarted() {
    assertThatThrownBy(() -> LocalCluster.of(2, 1).train("--steps", "1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            engine + " has no parameter server, MXNet has: choose it by CELLWISE_ENGINE=MXNet");
  }

  @Test
  void leavesAnotherEngineToTheNodes() throws Exception {
    try (RunningCluster cluster = LocalCluster.of(1, 1).train("--engine", "nonsense")) {
      assertThat(cluster.await().kind()).isEqualTo(ClusterEnd.Kind.UNSTARTED);
    }
  }
}
