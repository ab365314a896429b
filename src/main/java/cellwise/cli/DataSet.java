package cellwise.cli;

import cellwise.data.Cifar10;
import cellwise.data.Cifar100;
import cellwise.data.Digits;
import cellwise.data.FolderKind;
import cellwise.data.Mnist;
import cellwise.data.Pictures;
import cellwise.data.Shapes10;
import java.io.IOException;
import java.nio.file.Files;
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
      paramLabel = "NAME|DIR",
      completionCandidates = Names.class,
      description = {
        "shapes10, digits: drawn by the library, no download.",
        "cifar10, cifar100, cifar100-coarse: the folder that CELLWISE_CIFAR10 or CELLWISE_CIFAR100"
            + " names, or downloaded once (162 MB each).",
        "mnist: the folder that CELLWISE_MNIST names.",
        "DIR: a folder with CIFAR-10's or CIFAR-100's .bin files, MNIST's IDX files, or a folder of"
            + " pictures for each class; which it is, is told. Journal and output say CIFAR-10 and"
            + " the like if they are the published files, else the folder's name."
      })
  private String name;

  /** Opens them, and says on a line of which kind a folder is. */
  Pictures open() throws IOException {
    if (name.isBlank()) {
      throw new ParameterException(
          spec.commandLine(),
          "--data is empty, must be %s or a folder".formatted(String.join(", ", new Names())));
    }
    return switch (name) {
      case "shapes10" -> Shapes10.open();
      case "digits" -> Digits.open();
      case "cifar10" -> Cifar10.open();
      case "cifar100" -> Cifar100.open();
      case "cifar100-coarse" -> Cifar100.openCoarse();
      case "mnist" -> Mnist.open();
      default -> open(Path.of(name));
    };
  }

  private Pictures open(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      throw new IOException(
          "%s is no folder, nor one of %s".formatted(folder, String.join(", ", new Names())));
    }
    FolderKind kind = FolderKind.of(folder);
    spec.commandLine().getErr().printf("%s holds %s%n", folder, kind);
    return kind.open(folder);
  }

  /** For the shell's completion. */
  static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Names() {
      super(List.of("shapes10", "digits", "cifar10", "cifar100", "cifar100-coarse", "mnist"));
    }
  }
}
