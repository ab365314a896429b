package cellwise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeEnvironmentTest {
  private final Map<String, String> told =
      new HashMap<>(
          Map.of(
              "DMLC_PS_ROOT_URI", "10.0.0.1",
              "DMLC_PS_ROOT_PORT", "9092",
              "DMLC_NODE_HOST", "10.0.0.2",
              "DMLC_NUM_SERVER", "2",
              "DMLC_NUM_WORKER", "4",
              "CELLWISE_RANK", "3"));

  @Test
  void saysWhoMeetsAndWhere() {
    NodeEnvironment node = NodeEnvironment.of(told);
    assertThat(node.rank()).isEqualTo(3);
    assertThat(node.meeting().scheduler().getAddress().getHostAddress()).isEqualTo("10.0.0.1");
    assertThat(node.meeting().scheduler().getPort()).isEqualTo(9092);
    assertThat(node.meeting().own().getHostAddress()).isEqualTo("10.0.0.2");
    assertThat(node.meeting().servers()).isEqualTo(2);
    assertThat(node.meeting().workers()).isEqualTo(4);
  }

  @Test
  void namesTheVariableThatMeansNothing() {
    refused("CELLWISE_RANK", "one", "CELLWISE_RANK is one, must be a number");
    refused("DMLC_PS_ROOT_PORT", "70000", "DMLC_PS_ROOT_PORT is 70000, must be from 1 to 65535");
    refused(
        "DMLC_NUM_WORKER", "0", "port is 9092, servers are 2, workers are 0, all must be positive");
    refused(
        "DMLC_NODE_HOST",
        " ",
        "DMLC_NODE_HOST is not set: nodes are started by the command cluster, which sets it");
    refused(
        "DMLC_PS_ROOT_URI",
        "::1",
        "scheduler is 0:0:0:0:0:0:0:1, must be one IPv4 address, or a name that has one");
    refused(
        "DMLC_NODE_HOST",
        "0.0.0.0",
        "own address is 0.0.0.0, must be one IPv4 address, or a name that has one");
  }

  private void refused(String name, String value, String message) {
    Map<String, String> wrong = new HashMap<>(told);
    wrong.put(name, value);
    assertThatThrownBy(() -> NodeEnvironment.of(wrong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
