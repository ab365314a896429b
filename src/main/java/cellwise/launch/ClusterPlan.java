package cellwise.launch;

import cellwise.launch.Node.Role;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which nodes a cluster has, where each runs, and what it is told.
 *
 * @param workers how many share each batch, positive
 * @param servers how many share the sums, positive
 * @param hosts they are dealt out to these in turn; the scheduler, server 0 and worker 0 run on the
 *     first
 * @param port on which the scheduler listens at the address of the first host, 1 to 65,535
 * @param timeout after so many seconds of silence a node is lost, at least 2
 * @param options of {@code cellwise train}
 */
public record ClusterPlan(
    int workers, int servers, List<Host> hosts, int port, int timeout, List<String> options) {
  /** Where a firewall has to let the scheduler through unless told otherwise. */
  public static final int USUAL_PORT = 9092;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is outside of its range, or there is no host
   */
  public ClusterPlan {
    if (workers < 1 || servers < 1) {
      throw new IllegalArgumentException(
          "workers is %d, servers %d, both must be positive".formatted(workers, servers));
    }
    if (timeout < 2) {
      throw new IllegalArgumentException(
          "timeout is %d s, must be 2 or more: each node speaks once a second".formatted(timeout));
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port is " + port + ", must be from 1 to 65535");
    }
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("there is no host, must be at least one");
    }
    hosts = List.copyOf(hosts);
    options = List.copyOf(options);
  }

  /** Returns all nodes, the scheduler first, which the others look for. */
  List<Node> nodes() {
    List<Node> nodes = new ArrayList<>();
    nodes.add(new Node(Role.SCHEDULER, 0, hosts.get(0)));
    for (int rank = 0; rank < servers; rank++) {
      nodes.add(new Node(Role.SERVER, rank, hosts.get(rank % hosts.size())));
    }
    for (int rank = 0; rank < workers; rank++) {
      nodes.add(new Node(Role.WORKER, rank, hosts.get(rank % hosts.size())));
    }
    return List.copyOf(nodes);
  }

  /** Returns whether the run is kept on this machine, where worker 0 is. */
  public boolean isFirstHere() {
    return hosts.get(0).isHere();
  }

  /** Returns the words behind {@code cellwise} that make a process this node. */
  List<String> arguments(Node node) {
    List<String> words =
        new ArrayList<>(
            List.of("cluster-node", "--role", node.role().word(), "--timeout", "" + timeout));
    words.addAll(options);
    return words;
  }

  /** Returns the variables that ps-lite and the node look at. */
  Map<String, String> environment(Node node) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("DMLC_ROLE", node.role().word());
    variables.put("DMLC_PS_ROOT_URI", hosts.get(0).address());
    variables.put("DMLC_PS_ROOT_PORT", "" + port);
    variables.put("DMLC_NUM_SERVER", "" + servers);
    variables.put("DMLC_NUM_WORKER", "" + workers);
    variables.put("DMLC_NODE_HOST", node.host().address());
    variables.put("CELLWISE_RANK", "" + node.rank());
    variables.put("CELLWISE_WORKERS", "" + workers);
    return variables;
  }

  /** Returns among how many the threads of a node's host are shared: its workers; 0 for others. */
  int sharers(Node node) {
    return node.role() != Role.WORKER
        ? 0
        : (int)
            nodes().stream()
                .filter(other -> other.role() == Role.WORKER && other.host().equals(node.host()))
                .count();
  }
}
