package cellwise.launch;

import cellwise.cluster.Signal;
import cellwise.launch.ClusterEnd.Kind;
import cellwise.launch.Node.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Starts the nodes of a cluster and stays until the last has ended. When one dies or is not heard
 * of, the others are told, worker 0 has time to keep what was trained, and whoever is left then is
 * ended.
 *
 * <p>All that happens becomes an event in one queue, dealt with by the thread in {@link #run}
 * alone.
 */
final class Supervision {
  private static final Pattern KEPT = Pattern.compile("Kept in (.+)");

  private final ClusterPlan plan;
  private final NodeStart start;
  private final Output output;
  private final Patience patience;
  private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private final Map<Node, NodeProcess> living = new LinkedHashMap<>();
  private final Map<Integer, Node> joined = new HashMap<>();
  private volatile String kept = "";
  private boolean isStopped;
  private boolean isEnding;
  private ClusterEnd failure;

  Supervision(ClusterPlan plan, NodeStart start, Output output) {
    this(plan, start, output, Patience.USUAL);
  }

  Supervision(ClusterPlan plan, NodeStart start, Output output, Patience patience) {
    this.plan = plan;
    this.start = start;
    this.output = output;
    this.patience = patience;
  }

  /**
   * Starts the nodes, and returns when the last has ended. None is left on this machine, however
   * this returns.
   *
   * @throws IOException if one cannot be started at all
   */
  ClusterEnd run() throws IOException, InterruptedException {
    try {
      for (Node node : plan.nodes()) {
        living.put(node, start(node));
      }
      later(patience.toMeet(), this::complainUnlessMet);
      while (!living.isEmpty()) {
        events.take().run();
      }
      return end();
    } finally {
      living.values().forEach(NodeProcess::kill);
    }
  }

  /** Asks all nodes to stop after the same step; asked again, kills them. */
  void stop() {
    events.add(this::askedToStop);
  }

  /** Kills a node by SIGKILL, as an accident would, or does nothing if it has ended. */
  void kill(Node node) {
    events.add(
        () -> {
          if (living.containsKey(node)) {
            living.get(node).kill();
          }
        });
  }

  private NodeProcess start(Node node) throws IOException {
    ProcessBuilder builder =
        start.of(node, plan.arguments(node), plan.environment(node), plan.sharers(node));
    return NodeProcess.start(
        node,
        builder,
        line -> saidOut(node, line),
        line -> said(node, line),
        code -> events.add(() -> ended(node, code)));
  }

  private void saidOut(Node node, String line) {
    Signal signal = Signal.of(line).orElse(null);
    if (signal instanceof Signal.Joined join) {
      events.add(() -> joined.put(join.id(), node));
    } else if (signal instanceof Signal.Silent silence) {
      events.add(() -> silent(silence));
    } else if (node.isFirstWorker()) {
      remember(line);
      output.out(line);
    } else {
      said(node, line);
    }
  }

  private void said(Node node, String line) {
    if (node.isFirstWorker()) {
      remember(line);
      output.err(line);
    } else {
      output.err(node + ": " + line);
    }
  }

  private void remember(String line) {
    Matcher told = KEPT.matcher(line);
    if (told.matches()) {
      kept = told.group(1);
    }
  }

  /** One that has ended is silent for a reason that is known already. */
  private void silent(Signal.Silent silence) {
    Node node = joined.get(silence.id());
    if (living.containsKey(node)) {
      lost(node, "was not heard of for %d s".formatted(silence.seconds()));
    }
  }

  private void ended(Node node, int code) {
    NodeProcess process = living.remove(node);
    if (process != null && code != 0 && failure == null && !isEnding) {
      lost(node, process.end(code));
    } else if (failure != null && node.isFirstWorker()) {
      later(patience.toEnd(), this::askTheRest);
    } else if (living.keySet().stream().noneMatch(other -> other.role() == Role.WORKER)) {
      later(toKeep(), this::askTheRest);
    }
  }

  private void lost(Node node, String why) {
    if (failure != null) {
      return;
    }
    if (!haveMet()) {
      failure = new ClusterEnd(Kind.UNSTARTED, "%s %s".formatted(node, why), "");
      askTheRest();
      return;
    }
    output.err("cellwise: %s %s".formatted(node, why));
    failure = new ClusterEnd(Kind.LOST, "%s %s".formatted(node, why), "");
    living.values().stream()
        .filter(other -> !other.node().equals(node))
        .forEach(other -> other.tell(new Signal.Lost(node.toString(), why)));
    later(isFirstWorkerLeft() ? toKeep() : patience.toEnd(), this::askTheRest);
  }

  private void askedToStop() {
    if (isStopped) {
      isEnding = true;
      killTheRest();
    }
    isStopped = true;
    living.values().forEach(node -> node.tell(new Signal.Stop()));
    if (!haveMet()) {
      askTheRest();
    }
  }

  private boolean haveMet() {
    return joined.size() == plan.nodes().size();
  }

  private boolean isFirstWorkerLeft() {
    return living.keySet().stream().anyMatch(Node::isFirstWorker);
  }

  private Duration toKeep() {
    return Duration.ofSeconds(plan.timeout()).plus(patience.toKeep());
  }

  private void later(Duration delay, Runnable event) {
    CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
        .execute(() -> events.add(event));
  }

  private void complainUnlessMet() {
    if (!haveMet() && !isEnding) {
      output.err(
          "cellwise: the nodes have not found each other for %d s: port %d at %s, and all ports between the hosts, must be open"
              .formatted(
                  patience.toMeet().toSeconds(), plan.port(), plan.hosts().get(0).address()));
    }
  }

  private void askTheRest() {
    if (!isEnding) {
      isEnding = true;
      living.values().forEach(NodeProcess::end);
      later(patience.toEnd(), this::killTheRest);
    }
  }

  private void killTheRest() {
    living.values().forEach(NodeProcess::kill);
    later(patience.toEnd(), this::leaveTheRest);
  }

  /** A process that even SIGKILL does not end waits for a broken disk or the like. */
  private void leaveTheRest() {
    living.keySet().forEach(node -> output.err("cellwise: " + node + " cannot be killed"));
    living.clear();
  }

  private ClusterEnd end() {
    if (failure != null) {
      return new ClusterEnd(failure.kind(), failure.why(), kept);
    }
    return new ClusterEnd(isStopped ? Kind.STOPPED : Kind.FINISHED, "", kept);
  }
}
