package cellwise.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A cluster started once, for a command that stays until it has ended. */
public final class Launch {
  private final ClusterPlan plan;
  private final Supervision supervision;

  private Launch(ClusterPlan plan, NodeStart start, Output output) {
    this.plan = plan;
    supervision = new Supervision(plan, start, output);
  }

  /**
   * Prepares it.
   *
   * @param threads that all workers on this machine compute with together
   * @param shell what runs a line on another host, called with the host and the line
   * @param environment of this process; what begins with {@code CELLWISE_} the nodes on other hosts
   *     get too
   * @throws IllegalStateException if the command line's jar, or for other hosts its script, is not
   *     found
   */
  public static Launch of(
      ClusterPlan plan,
      int threads,
      List<String> shell,
      Map<String, String> environment,
      Output output) {
    OnThisMachine here = OnThisMachine.sharing(threads);
    if (plan.hosts().stream().allMatch(Host::isHere)) {
      return new Launch(plan, here, output);
    }
    Map<String, String> passedOn = new TreeMap<>(environment);
    passedOn.keySet().removeIf(name -> !name.startsWith("CELLWISE_"));
    Path folder = Path.of("").toAbsolutePath();
    return new Launch(plan, new OnHosts(here, shell, folder, script(here), passedOn), output);
  }

  /** The script lies where the jar was built. */
  private static Path script(OnThisMachine here) {
    Path jar = Path.of(here.classPath());
    Path script = jar.resolve("../../environment/cellwise").normalize();
    if (!Files.isExecutable(script)) {
      throw new IllegalStateException(
          "%s is missing, must be there to start nodes on other hosts: run it from a clone of the project"
              .formatted(script));
    }
    return script;
  }

  /**
   * Starts the nodes, and returns when the last has ended.
   *
   * @throws IOException if one cannot be started at all, or the scheduler's port is taken
   */
  public ClusterEnd run() throws IOException, InterruptedException {
    Ports.requireFree(plan.hosts().get(0), plan.port());
    return supervision.run();
  }

  /** Asks all nodes to stop after the same step; asked again, kills them. Any thread may. */
  public void stop() {
    supervision.stop();
  }
}
