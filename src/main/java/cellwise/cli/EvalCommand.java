package cellwise.cli;

import cellwise.data.Pictures;
import cellwise.data.Split;
import cellwise.eval.Evaluation;
import cellwise.eval.TrainedNetwork;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Evaluates what was trained. */
@Command(
    name = "eval",
    description = "Prints the share of test pictures whose class has the highest logit.")
final class EvalCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataSet data;
  @Mixin private TrainedRun run;
  @Mixin private EngineOptions engine;

  @Option(names = "--raw", description = "Take the parameters as trained, not their averages.")
  private boolean isRaw;

  @Option(
      names = "--train-files",
      description = "Evaluate on each training file instead, a line a file.")
  private boolean isTrainFiles;

  @Override
  public Integer call() throws IOException {
    engine.start();
    Pictures pictures = data.open();
    List<Split> splits = isTrainFiles ? pictures.train().files() : List.of(pictures.test());
    try (TrainedNetwork trained = run.open(isRaw)) {
      for (Split split : splits) {
        print(trained, trained.evaluate(split));
      }
    }
    return 0;
  }

  /** The number on standard output, what it is of on standard error. */
  private void print(TrainedNetwork trained, Evaluation evaluation) {
    spec.commandLine()
        .getErr()
        .printf(
            Locale.ROOT,
            "%s, %,d pictures, %s parameters of step %d:%n",
            evaluation.data(),
            evaluation.size(),
            trained.isAveraged() ? "averaged" : "raw",
            trained.checkpoint().step());
    spec.commandLine()
        .getOut()
        .printf(Locale.ROOT, "precision @ 1 = %.3f%n", evaluation.precisionAt1());
  }
}
