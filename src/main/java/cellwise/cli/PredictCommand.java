package cellwise.cli;

import cellwise.eval.TrainedNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what pictures show. */
@Command(
    name = "predict",
    description =
        "Prints which class each picture most likely shows, by a network that was trained before.",
    footer =
        "The pictures that it was trained on are not needed. Where one picture cannot be read the"
            + " others are answered, and the exit code is 1.")
final class PredictCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private TrainedRun run;
  @Mixin private EngineOptions engine;

  @Option(
      names = "--format",
      defaultValue = "table",
      paramLabel = "table|json",
      description = "How the answers are printed (${DEFAULT-VALUE}).")
  private Format format;

  @Parameters(
      arity = "1..*",
      paramLabel = "PICTURE",
      description =
          "A file: PNG, JPEG, GIF, BMP or TIFF. The square in its middle is made as small as the"
              + " pictures that were trained on.")
  private List<Path> pictures;

  /** How answers are printed. */
  enum Format {
    table,
    json
  }

  @Override
  public Integer call() throws IOException {
    engine.start();
    List<Answer> answers = new ArrayList<>();
    try (TrainedNetwork trained = run.open(false)) {
      spec.commandLine().getErr().println(trained);
      pictures.forEach(picture -> answers.add(answer(trained, picture)));
    }
    spec.commandLine()
        .getOut()
        .println(format == Format.json ? Answer.json(answers) : Answer.table(answers));
    return answers.stream().allMatch(Answer::isThere) ? 0 : 1;
  }

  private Answer answer(TrainedNetwork trained, Path picture) {
    try {
      if (picture.toString().equals("-")) {
        throw new IOException("-: standard input is not read, give a file");
      }
      return new Answer(picture, trained.guess(picture), null);
    } catch (IOException e) {
      spec.commandLine().getErr().println("cellwise: " + Main.message(e));
      return new Answer(picture, List.of(), Main.message(e));
    }
  }
}
