package cellwise.cli;

import ai.djl.engine.EngineException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.TypeConversionException;

/** The command line's door. Exit code 0, 1 for a failure, 2 for wrong usage. */
@Command(
    name = "cellwise",
    description =
        "Trains and evaluates networks as TensorFlow's CIFAR-10 tutorial does and faster, and asks them what pictures show.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    scope = CommandLine.ScopeType.INHERIT,
    subcommands = {
      TrainCommand.class,
      ClusterCommand.class,
      ClusterNodeCommand.class,
      EvalCommand.class,
      PredictCommand.class,
      DevicesCommand.class,
      RunsCommand.class,
      KernelCommand.class,
      AutoComplete.GenerateCompletion.class
    })
public final class Main {
  private Main() {}

  /** Runs one command and exits. */
  public static void main(String[] args) {
    // What keeps SQLite from being loaded is told in one line, without its trace.
    System.setProperty("org.slf4j.simpleLogger.log.org.sqlite", "off");
    Charset charset = StandardOutput.charset(Terminal.ERR);
    Writer standardError =
        new OutputStreamWriter(new FileOutputStream(FileDescriptor.err), charset);
    PrintWriter err = printer(standardError, charset);
    StandardOutput out = new StandardOutput(err);
    int code = execute(printer(out.writer(), StandardOutput.charset(Terminal.OUT)), err, args);
    System.exit(out.hasFailed() && code == 0 ? CommandLine.ExitCode.SOFTWARE : code);
  }

  private static PrintWriter printer(Writer writer, Charset charset) {
    return new PrintWriter(new PlainText(writer, charset), true);
  }

  /** Runs one command, and returns the exit code. */
  static int execute(PrintWriter out, PrintWriter err, String... args) {
    try {
      requireIntact(args);
      return commandLine().setOut(out).setErr(err).execute(args);
    } catch (IllegalArgumentException e) {
      err.println("cellwise: " + e.getMessage());
      return CommandLine.ExitCode.USAGE;
    } catch (OutOfMemoryError e) {
      err.printf(
          "cellwise: out of memory (%s): take a smaller --batch, or more by JAVA_TOOL_OPTIONS=-Xmx2g%n",
          e.getMessage());
    } catch (LinkageError e) {
      err.println(
          "cellwise: a library cannot be loaded (DJL_CACHE_DIR says where it is unpacked): "
              + root(e));
    } finally {
      out.flush();
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  /**
   * Java puts U+FFFD where the locale's charset cannot read a byte, for good: what is stored so is
   * lost.
   */
  private static void requireIntact(String... args) {
    requireIntact("the working folder", System.getProperty("user.dir"));
    for (String arg : args) {
      requireIntact("argument", arg);
    }
  }

  private static void requireIntact(String what, String text) {
    if (text.contains("\uFFFD") || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(
          "%s %s has characters that this shell's locale cannot pass (its charset is %s): put LC_ALL=C.UTF-8 before the command"
              .formatted(what, text, System.getProperty("native.encoding")));
    }
  }

  private static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.registerConverter(Path.class, Main::path);
    commandLine.setExpandAtFiles(false); // a note may begin with @
    commandLine.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
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

  /** What is empty is a shell's variable that was not set, hardly ever the working folder. */
  private static Path path(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException("it is empty, must name a file or folder");
    }
    return Path.of(text);
  }

  static String message(Exception failure) {
    if (failure instanceof ClosedByInterruptException) {
      return "interrupted before the first step";
    }
    if (failure instanceof FileSystemException e) {
      return e.getFile() + ": " + (e.getReason() == null ? words(e) : e.getReason());
    }
    if (failure instanceof EngineException && failure.getCause() != null) {
      return failure.getMessage() + ": " + root(failure);
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  private static Throwable root(Throwable failure) {
    return failure.getCause() == null ? failure : root(failure.getCause());
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
