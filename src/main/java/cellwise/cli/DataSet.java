package cellwise.cli;

import cellwise.data.Cifar10;
import cellwise.data.Pictures;
import cellwise.data.Shapes10;
import cellwise.engine.ComputeThreads;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The option that says which pictures. */
final class DataSet {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "shapes10|cifar10|DIR",
      completionCandidates = Names.class,
      description = {
        "shapes10: drawn by the library, no download.",
        "cifar10: the folder that CELLWISE_CIFAR10 names, or downloaded once (162 MB).",
        "DIR: a folder with data_batch_1.bin to data_batch_5.bin and test_batch.bin; journal and"
            + " output say CIFAR-10 if they are the published files, else the folder's name."
      })
  private String name;

  Pictures open() throws IOException {
    if (name.isBlank()) {
      throw new ParameterException(
          spec.commandLine(), "--data is empty, must be shapes10, cifar10 or a folder");
    }
    requireThreads(spec);
    return switch (name) {
      case "shapes10" -> Shapes10.open();
      case "cifar10" -> Cifar10.open();
      default -> Cifar10.open(Path.of(name));
    };
  }

  /** Refuses to start an engine that would not understand how many threads it has. */
  static void requireThreads(CommandSpec spec) {
    try {
      ComputeThreads.require();
    } catch (IllegalStateException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** For the shell's completion. */
  static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Names() {
      super(List.of("shapes10", "cifar10"));
    }
  }
}
