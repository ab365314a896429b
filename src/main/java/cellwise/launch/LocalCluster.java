package cellwise.launch;

import cellwise.engine.ComputeThreads;
import cellwise.engine.ParameterStore;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * A cluster whose nodes are processes of this machine, to try out what several machines do. They
 * are faster on none: they share its cores.
 *
 * <pre>{@code
 * var cluster = LocalCluster.of(4, 1).train("--data", "shapes10", "--steps", "200", "--run", "runs/four");
 * cluster.kill("worker 1");
 * cluster.await()       // worker 1 was killed by signal 9; kept in runs/four/step-57.safetensors …
 * }</pre>
 *
 * @param workers how many share each batch, positive
 * @param servers how many share the sums, positive
 * @param timeout after so many seconds of silence a node is lost, at least 2
 */
public record LocalCluster(int workers, int servers, int timeout) {
  private static final int USUAL_TIMEOUT = 10;

  /** Returns one that takes ten seconds of silence for a loss. */
  public static LocalCluster of(int workers, int servers) {
    return new LocalCluster(workers, servers, USUAL_TIMEOUT);
  }

  /**
   * Starts to train. The nodes end with this process, whatever ends it.
   *
   * @param options as behind {@code cellwise train}: {@code --batch} is the pictures of all workers
   *     together, and the same {@code --run} goes on from its newest checkpoint
   * @throws IllegalArgumentException if there are no workers or servers, or the timeout is too
   *     short
   * @throws IOException if nodes cannot be started
   * @throws IllegalStateException if the engine has no parameter server, unless the options choose
   *     another one, or if the command line, which the nodes run, is not beside the library
   */
  public RunningCluster train(String... options) throws IOException {
    if (Stream.of(options).noneMatch(option -> option.matches("--engine(=.*)?"))) {
      ParameterStore.requireEngine();
    }
    int port = Ports.free();
    ClusterPlan plan =
        new ClusterPlan(workers, servers, List.of(Host.HERE), port, timeout, List.of(options));
    return RunningCluster.start(plan, OnThisMachine.sharing(ComputeThreads.count()));
  }
}
