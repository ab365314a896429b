package cellwise.cli;

import cellwise.kernel.install.JupyterFolders;
import cellwise.kernel.install.KernelSpec;
import java.nio.file.Path;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The folder of one kernel, as the command line gives it. */
final class KernelTarget {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private Place place;

  private String name = "java";

  static final class Place {
    @Option(names = "--user", required = true, description = "For you, in every Jupyter.")
    private boolean isUser;

    @Option(
        names = "--prefix",
        required = true,
        paramLabel = "DIR",
        description = "In DIR/share/jupyter.")
    private Path prefix;
  }

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The name that notebooks ask for; java without this option.")
  void setName(String name) {
    if (!KernelSpec.isName(name)) {
      throw new ParameterException(
          spec.commandLine(),
          "--name is \"" + name + "\", must be letters, digits, '.', '_' and '-'");
    }
    this.name = name;
  }

  /** The name that notebooks ask for. */
  String name() {
    return name;
  }

  /** Jupyter's data directory that holds it. */
  Path dataDir() {
    return place.isUser ? JupyterFolders.ofUser().user() : JupyterFolders.ofPrefix(place.prefix);
  }

  Path folder() {
    return dataDir().resolve("kernels").resolve(name).toAbsolutePath().normalize();
  }
}
