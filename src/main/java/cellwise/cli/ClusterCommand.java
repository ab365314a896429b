package cellwise.cli;

import cellwise.checkpoint.Checkpoints;
import cellwise.engine.ComputeThreads;
import cellwise.engine.ParameterStore;
import cellwise.launch.ClusterEnd;
import cellwise.launch.ClusterPlan;
import cellwise.launch.Launch;
import cellwise.launch.Output;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains on several processes or machines that share each batch, by a parameter server. */
@Command(
    name = "cluster",
    description =
        "Trains as train does, on several processes or machines: each worker takes its share of"
            + " every batch, and the losses are those of one process.",
    footer =
        "Worker 0 on the first host prints, saves and evaluates. Ctrl-C stops all between two steps"
            + " with a checkpoint, once more kills them. When a node dies the others stop with a"
            + " checkpoint; the same command goes on, also with another number of workers.")
final class ClusterCommand implements Callable<Integer> {
  private static final int SIGNALLED = 128;

  @Spec private CommandSpec spec;
  @Mixin private LaunchOptions where;
  @Mixin private TrainCommand train;

  @Override
  public Integer call() throws IOException, InterruptedException {
    train.chooseForCluster();
    ClusterPlan plan = where.plan(train.batch(), options());
    if (!isAgreed(plan)) {
      return 1;
    }
    requireEngine();
    Launch launch =
        Launch.of(plan, ComputeThreads.count(), where.rsh(), System.getenv(), printed());
    EndSignals signals = EndSignals.handledBy(launch::stop);
    ClusterEnd end = launch.run();
    return switch (end.kind()) {
      case FINISHED -> 0;
      case STOPPED -> SIGNALLED + signals.first();
      case LOST, UNSTARTED -> {
        spec.commandLine().getErr().println("cellwise: " + end);
        yield 1;
      }
    };
  }

  private void requireEngine() {
    try {
      ParameterStore.requireEngine();
    } catch (IllegalStateException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** Nobody can answer a node, so that it is asked here, where the run is. */
  private boolean isAgreed(ClusterPlan plan) throws IOException {
    RunFolder run = train.run();
    Checkpoints checkpoints = run.checkpoints();
    if (run.isQuestion() && !plan.isFirstHere()) {
      throw new ParameterException(
          spec.commandLine(),
          "--fresh asks, and the run is on another host: give --yes too, after a look at it");
    }
    return run.isAgreed(checkpoints);
  }

  /**
   * Returns the training's options as they were given, but for the question whether to start over.
   */
  private List<String> options() {
    List<String> options = new ArrayList<>();
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      if (!LaunchOptions.NAMES.contains(option.longestName())) {
        options.add(option.longestName());
        if (option.arity().max() > 0) {
          options.addAll(option.originalStringValues());
        }
      }
    }
    if (train.run().isQuestion()) {
      options.add("--yes");
    }
    return options;
  }

  private Output printed() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    return new Output() {
      @Override
      public void out(String line) {
        out.println(line);
      }

      @Override
      public void err(String line) {
        err.println(line);
      }
    };
  }
}
