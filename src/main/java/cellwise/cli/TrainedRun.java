package cellwise.cli;

import cellwise.eval.TrainedNetwork;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The option that says what was trained before. */
final class TrainedRun {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--run",
      required = true,
      paramLabel = "DIR",
      description = "The folder that train keeps its checkpoints in; the newest is taken.")
  private Path folder;

  /** Opens its newest checkpoint, and says what is to be said of that. The caller closes it. */
  TrainedNetwork open(boolean isRaw) throws IOException {
    TrainedNetwork trained = isRaw ? TrainedNetwork.openRaw(folder) : TrainedNetwork.open(folder);
    trained.remarks().forEach(spec.commandLine().getErr()::println);
    return trained;
  }
}
