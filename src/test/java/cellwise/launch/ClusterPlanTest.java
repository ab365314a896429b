package cellwise.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.launch.Node.Role;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterPlanTest {
  private static final Host A = new Host("a", "10.0.0.1");
  private static final Host B = new Host("b", "10.0.0.2");
  private final ClusterPlan plan =
      new ClusterPlan(3, 2, List.of(A, B), 9092, 10, List.of("--run", "runs/x"));

  @Test
  void dealsNodesOutToTheHostsInTurn() {
    assertThat(plan.nodes().stream().map(Node::toString))
        .containsExactly(
            "scheduler (a)",
            "server 0 (a)",
            "server 1 (b)",
            "worker 0 (a)",
            "worker 1 (b)",
            "worker 2 (a)");
  }

  @Test
  void sharesAHostsThreadsAmongItsWorkers() {
    assertThat(plan.nodes().stream().map(plan::sharers)).containsExactly(0, 0, 0, 2, 1, 2);
  }

  @Test
  void tellsANodeWhoItIsAndWhereItBinds() {
    Node worker = new Node(Role.WORKER, 1, B);
    assertThat(plan.environment(worker))
        .isEqualTo(
            Map.of(
                "DMLC_ROLE", "worker",
                "DMLC_PS_ROOT_URI", "10.0.0.1",
                "DMLC_PS_ROOT_PORT", "9092",
                "DMLC_NUM_SERVER", "2",
                "DMLC_NUM_WORKER", "3",
                "DMLC_NODE_HOST", "10.0.0.2",
                "CELLWISE_RANK", "1",
                "CELLWISE_WORKERS", "3"));
    assertThat(plan.arguments(worker))
        .containsExactly("cluster-node", "--role", "worker", "--timeout", "10", "--run", "runs/x");
  }

  @Test
  void refusesNumbersOutsideOfTheirRange() {
    assertThatThrownBy(() -> new ClusterPlan(0, 1, List.of(A), 9092, 10, List.of()))
        .hasMessage("workers is 0, servers 1, both must be positive");
    assertThatThrownBy(() -> new ClusterPlan(1, 1, List.of(A), 70000, 10, List.of()))
        .hasMessage("port is 70000, must be from 1 to 65535");
    assertThatThrownBy(() -> new ClusterPlan(1, 1, List.of(), 9092, 10, List.of()))
        .hasMessage("there is no host, must be at least one");
  }

  @Test
  void refusesAPortThatSomebodyListensOn() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(() -> Ports.requireFree(Host.HERE, taken.getLocalPort()))
          .hasMessageMatching(
              "port \\d+ at 127.0.0.1 cannot be listened on \\(Address already in use.*\\): give another --port.*");
    }
    Ports.requireFree(Host.HERE, Ports.free());
  }
}
