package cellwise.cli;

import cellwise.cluster.CodeChecksum;
import cellwise.cluster.Launcher;
import cellwise.cluster.Node;
import cellwise.cluster.PeerLostException;
import cellwise.cluster.Workers;
import cellwise.data.Shard;
import cellwise.engine.ParameterStore.Role;
import cellwise.train.Session;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One process of a cluster. Who starts it is {@link ClusterCommand}, hardly ever a person. */
@Command(
    name = "cluster-node",
    hidden = true,
    description = {
      "One process of a cluster, as the command cluster starts it. Where the others are it reads"
          + " from DMLC_PS_ROOT_URI, DMLC_PS_ROOT_PORT, DMLC_NODE_HOST, DMLC_NUM_SERVER and"
          + " DMLC_NUM_WORKER, which of its role it is from CELLWISE_RANK.",
      "Ends when its standard input does."
    })
final class ClusterNodeCommand implements Callable<Integer> {
  private static final int SECONDS_TO_JOIN = 120;

  @Spec private CommandSpec spec;
  @Mixin private TrainCommand train;

  @Option(
      names = "--role",
      required = true,
      paramLabel = "scheduler|server|worker",
      description = "What it does.")
  private Role role;

  @Option(
      names = "--timeout",
      defaultValue = "10",
      paramLabel = "S",
      description =
          "Take another one for lost after so many seconds of silence (${DEFAULT-VALUE}).")
  private int timeout;

  private PrintWriter err;
  private Launcher launcher;
  private Node node;
  private Workers workers;

  @Override
  public Integer call() throws IOException {
    train.startForCluster();
    err = spec.commandLine().getErr();
    launcher = new Launcher(System.in, spec.commandLine().getOut());
    node = node();
    EndSignals.handledBy(node::stop);
    launcher.listen(node);
    int code = 1;
    try {
      code = work();
    } catch (PeerLostException e) {
      tellUnlessKnown(e);
    } catch (IOException | RuntimeException e) {
      err.println("cellwise: " + Main.message(e));
    }
    if (code != 0) {
      spec.commandLine().getOut().flush();
      err.flush();
      node.halt(code);
    }
    return code;
  }

  private Node node() {
    try {
      NodeEnvironment told = NodeEnvironment.of(System.getenv());
      return Node.of(role, told.meeting(), told.rank(), timeout);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /**
   * Worker 0 tells of the loss, and of what is kept. Another one does only if it was left alone:
   * else the launcher has told already.
   */
  private void tellUnlessKnown(PeerLostException loss) {
    boolean isFirstWorker = role == Role.WORKER && node.shard().rank() == 0;
    if (isFirstWorker || !launcher.hasEndedThis()) {
      err.println("cellwise: " + loss.getMessage());
    }
  }

  private int work() throws IOException {
    if (role != Role.WORKER) {
      node.serve(launcher::tell);
      return 0;
    }
    node.join(SECONDS_TO_JOIN, launcher::tell);
    int code = train();
    if (code == 0) {
      node.leave();
    }
    return code;
  }

  /** Worker 0 does all that a training of one process does, the others only compute. */
  private int train() throws IOException {
    Shard shard = node.shard();
    if (shard.rank() == 0) {
      int code = train.train(shard, this::together);
      if (code == 0) {
        tellBytes();
      }
      return code;
    }
    spec.commandLine().setErr(new PrintWriter(Writer.nullWriter()));
    return train.follow(shard, this::together);
  }

  /** Tells nothing if no step was made. */
  private void tellBytes() {
    long bytes = workers.bytesPerStep();
    if (bytes > 0) {
      err.printf(
          Locale.ROOT,
          "Each step of each worker: %,d bytes to the servers, and as many back%n",
          bytes / 2);
    }
  }

  private Session together(Session session) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>(train.settings());
    settings.put("program", CodeChecksum.of(Main.class));
    workers = Workers.of(node);
    return workers.together(session, settings);
  }
}
