package cellwise.launch;

import cellwise.threads.ProcessThreads;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** A cluster that trains on this machine, as a notebook's cells see it. */
public final class RunningCluster implements AutoCloseable {
  private final ClusterPlan plan;
  private final Lines lines = new Lines();
  private final Supervision supervision;
  private final CompletableFuture<ClusterEnd> end = new CompletableFuture<>();

  private RunningCluster(ClusterPlan plan, NodeStart start) {
    this.plan = plan;
    supervision = new Supervision(plan, start, lines);
  }

  static RunningCluster start(ClusterPlan plan, NodeStart start) {
    RunningCluster running = new RunningCluster(plan, start);
    ProcessThreads.thread(running::run, "cluster").start();
    return running;
  }

  private void run() {
    try {
      end.complete(supervision.run());
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      end.completeExceptionally(e);
    } finally {
      lines.end();
    }
  }

  /** Returns what the nodes have said so far; worker 0's lines are those without a name. */
  public List<String> lines() {
    return lines.all();
  }

  /**
   * Waits for a line.
   *
   * @param part what it holds, such as {@code "step 20,"}
   * @return the first such line, also of those that were said before
   * @throws IllegalStateException if the cluster ends without
   */
  public String awaitLine(String part) throws InterruptedException {
    return lines.await(part);
  }

  /**
   * Kills a node by SIGKILL, as an accident would.
   *
   * @param name such as {@code scheduler}, {@code server 0}, {@code worker 1}
   * @throws IllegalArgumentException if there is none of that name
   */
  public void kill(String name) {
    List<Node> nodes = plan.nodes();
    supervision.kill(
        nodes.stream()
            .filter(node -> node.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "node is %s, must be one of %s"
                            .formatted(name, String.join(", ", names(nodes))))));
  }

  private static List<String> names(List<Node> nodes) {
    return nodes.stream().map(Node::name).toList();
  }

  /** Stops it after a step, with a checkpoint. */
  public void stop() {
    supervision.stop();
  }

  /**
   * Waits until all nodes have ended. If this thread is interrupted, as by a notebook's ■, the
   * cluster stops with a checkpoint; the interrupt stays set.
   *
   * @return how it ended
   * @throws IOException if a node could not be started
   */
  public ClusterEnd await() throws IOException {
    boolean isInterrupted = false;
    try {
      while (true) {
        try {
          return end.get();
        } catch (InterruptedException e) {
          isInterrupted = true;
          stop();
        } catch (ExecutionException e) {
          if (e.getCause() instanceof IOException cause) {
            throw cause;
          }
          throw new CompletionException(e.getCause());
        }
      }
    } finally {
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Stops it, if it runs, and waits for its end. */
  @Override
  public void close() throws IOException {
    if (!end.isDone()) {
      stop();
    }
    await();
  }

  /** Returns how many workers and servers it has, and how it ended if it has. */
  @Override
  public String toString() {
    String parts = "%d workers, %d servers".formatted(plan.workers(), plan.servers());
    return end.isDone() && !end.isCompletedExceptionally()
        ? parts + ": " + end.join()
        : parts + ", running";
  }

  /** What was said so far. */
  private static final class Lines implements Output {
    private final List<String> said = new ArrayList<>();
    private boolean isEnded;

    @Override
    public void out(String line) {
      err(line);
    }

    @Override
    public synchronized void err(String line) {
      said.add(line);
      notifyAll();
    }

    synchronized void end() {
      isEnded = true;
      notifyAll();
    }

    synchronized List<String> all() {
      return List.copyOf(said);
    }

    synchronized String await(String part) throws InterruptedException {
      int seen = 0;
      while (true) {
        for (; seen < said.size(); seen++) {
          if (said.get(seen).contains(part)) {
            return said.get(seen);
          }
        }
        if (isEnded) {
          throw new IllegalStateException(
              "the cluster ended and never said '%s': look at lines()".formatted(part));
        }
        wait();
      }
    }
  }
}
