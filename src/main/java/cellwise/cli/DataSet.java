package cellwise.cli;

import cellwise.data.Cifar10;
import cellwise.data.Pictures;
import cellwise.data.Shapes10;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that says which pictures. */
final class DataSet {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "shapes10|cifar10|DIR",
      completionCandidates = Names.class,
      description = {
        "shapes10: drawn by the library, no download.",
        "cifar10: the folder that CELLWISE_CIFAR10 names, or downloaded once (162 MB).",
        "DIR: a folder with data_batch_1.bin to data_batch_5.bin and test_batch.bin."
      })
  private String name;

  String name() {
    return name;
  }

  Pictures open() throws IOException {
    return switch (name) {
      case "shapes10" -> Shapes10.open();
      case "cifar10" -> Cifar10.open();
      default -> Cifar10.open(Path.of(name));
    };
  }

  /** For the shell's completion. */
  static final class Names extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Names() {
      super(List.of("shapes10", "cifar10"));
    }
  }
}
