package cellwise.cli;

import cellwise.average.MovingAverages;
import cellwise.checkpoint.Checkpoint;
import cellwise.checkpoint.CheckpointFolder;
import cellwise.checkpoint.Resumption;
import cellwise.data.Pictures;
import cellwise.data.Split;
import cellwise.eval.Evaluation;
import cellwise.model.Network;
import cellwise.recipe.Recipe;
import java.io.IOException;
import java.nio.file.Path;
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

  @Option(
      names = "--run",
      required = true,
      paramLabel = "DIR",
      description = "The folder that train keeps its checkpoints in; the newest is taken.")
  private Path run;

  @Option(names = "--raw", description = "Take the parameters as trained, not their averages.")
  private boolean isRaw;

  @Option(
      names = "--train-files",
      description = "Evaluate on each training file instead, a line a file.")
  private boolean isTrainFiles;

  @Override
  public Integer call() throws IOException {
    Pictures pictures = data.open();
    List<Split> splits = isTrainFiles ? pictures.train().files() : List.of(pictures.test());
    Checkpoint.UnfitException unfit = null;
    // A checkpoint fits the network of one recipe alone.
    for (Recipe recipe : Recipe.all()) {
      try (Network net = recipe.networkFor(pictures, 0);
          MovingAverages averages = MovingAverages.of(net, recipe.averagesDecay())) {
        evaluate(net, averages, splits);
        return 0;
      } catch (Checkpoint.UnfitException e) {
        unfit = e;
      }
    }
    throw unfit;
  }

  private void evaluate(Network net, MovingAverages averages, List<Split> splits)
      throws IOException {
    Resumption newest = new CheckpointFolder(run).restore(net, averages);
    newest.passedOver().forEach(spec.commandLine().getErr()::println);
    for (Split split : splits) {
      print(newest.step(), isRaw ? Evaluation.of(net, split) : Evaluation.of(net, averages, split));
    }
  }

  /** The number on standard output, what it is of on standard error. */
  private void print(long step, Evaluation evaluation) {
    spec.commandLine()
        .getErr()
        .printf(
            Locale.ROOT,
            "%s, %,d pictures, %s parameters of step %d:%n",
            evaluation.data(),
            evaluation.size(),
            isRaw ? "raw" : "averaged",
            step);
    spec.commandLine()
        .getOut()
        .printf(Locale.ROOT, "precision @ 1 = %.3f%n", evaluation.precisionAt1());
  }
}
