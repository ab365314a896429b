package cellwise.cli;

import cellwise.launch.ClusterPlan;
import cellwise.launch.Host;
import cellwise.launch.HostsFile;
import cellwise.launch.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say how many nodes a cluster has, and where they run. */
final class LaunchOptions {
  /** Those that are not the training's. */
  static final Set<String> NAMES =
      Set.of("--workers", "--servers", "--hosts", "--rsh", "--port", "--timeout");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--workers",
      required = true,
      paramLabel = "N",
      description = "How many processes share each batch, N pictures of it each.")
  private int workers;

  @Option(
      names = "--servers",
      defaultValue = "1",
      paramLabel = "M",
      description = "How many processes share the sums of the gradients (${DEFAULT-VALUE}).")
  private int servers;

  @Option(
      names = "--hosts",
      paramLabel = "FILE",
      description = {
        "Run them on these hosts in turn, in the folder of the same name; else all on this machine.",
        "A line is HOST [ADDRESS]: the name for ssh, localhost for this machine, and the address to"
            + " which its nodes bind and by which the others reach them; # begins a comment."
      })
  private Path hosts;

  @Option(
      names = "--rsh",
      defaultValue = "ssh -o BatchMode=yes",
      paramLabel = "COMMAND",
      description =
          "What runs a line of the shell on a host, called with HOST and LINE (${DEFAULT-VALUE}).")
  private String rsh;

  @Option(
      names = "--port",
      paramLabel = "P",
      description =
          "Where the scheduler listens; without it "
              + ClusterPlan.USUAL_PORT
              + ", on this machine alone any that is free.")
  private Integer port;

  @Option(
      names = "--timeout",
      defaultValue = "10",
      paramLabel = "S",
      description = "Take a node for lost after so many seconds of silence (${DEFAULT-VALUE}).")
  private int timeout;

  /** Checks them, and that the batch can be shared. */
  ClusterPlan plan(int batch, List<String> options) throws IOException {
    try {
      ClusterPlan plan =
          new ClusterPlan(
              workers,
              servers,
              hosts == null ? List.of(Host.HERE) : HostsFile.read(hosts),
              port != null ? port : hosts == null ? Ports.free() : ClusterPlan.USUAL_PORT,
              timeout,
              options);
      if (batch % workers != 0) {
        throw new IllegalArgumentException(
            "--batch is %d, must be a multiple of --workers, which is %d: each takes as many pictures"
                .formatted(batch, workers));
      }
      return plan;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** Returns the remote shell and its own options. */
  List<String> rsh() {
    if (rsh.isBlank()) {
      throw new ParameterException(
          spec.commandLine(), "--rsh is empty, must be a command such as ssh");
    }
    return List.of(rsh.strip().split("\\s+"));
  }
}
