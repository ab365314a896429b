package cellwise.cli;

import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line's door. Exit code 0, 1 for a failure, 2 for wrong usage. */
@Command(
    name = "cellwise",
    description =
        "Trains and evaluates networks on CIFAR-10, as TensorFlow's tutorial does and faster.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    scope = CommandLine.ScopeType.INHERIT,
    subcommands = {
      TrainCommand.class,
      EvalCommand.class,
      RunsCommand.class,
      KernelCommand.class,
      AutoComplete.GenerateCompletion.class
    })
public final class Main {
  private Main() {}

  /** Runs one command and exits. */
  public static void main(String[] args) {
    CommandLine commandLine = commandLine();
    try {
      System.exit(commandLine.execute(args));
    } catch (OutOfMemoryError e) {
      commandLine
          .getErr()
          .printf(
              "cellwise: out of memory (%s): take a smaller --batch, or more by JAVA_TOOL_OPTIONS=-Xmx2g%n",
              e.getMessage());
      System.exit(CommandLine.ExitCode.SOFTWARE);
    }
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          command.getErr().println("cellwise: " + message(failure));
          return CommandLine.ExitCode.SOFTWARE;
        });
    commandLine.setParameterExceptionHandler(
        (wrong, args) -> {
          CommandLine command = wrong.getCommandLine();
          command
              .getErr()
              .printf(
                  "cellwise: %s (%s --help tells more)%n",
                  wrong.getMessage(), command.getCommandSpec().qualifiedName());
          return CommandLine.ExitCode.USAGE;
        });
    return commandLine;
  }

  static String message(Exception failure) {
    if (failure instanceof ClosedByInterruptException) {
      return "interrupted before the first step";
    }
    if (failure instanceof FileSystemException e) {
      return e.getFile() + ": " + (e.getReason() == null ? words(e) : e.getReason());
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  /** What went wrong with a file, which the JDK says by the name of the class alone. */
  private static String words(FileSystemException failure) {
    String name = failure.getClass().getSimpleName().replace("Exception", "");
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  /** The version that the jar's manifest has. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"cellwise " + (version == null ? "(not from a jar)" : version)};
    }
  }
}
