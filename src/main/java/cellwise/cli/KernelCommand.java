package cellwise.cli;

import cellwise.kernel.JavaKernel;
import cellwise.kernel.KernelSpec;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes Java cells run in Jupyter. */
@Command(
    name = "kernel",
    description = "Installs and runs the Java kernel of the notebooks.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {KernelCommand.Install.class, KernelCommand.Run.class})
final class KernelCommand {
  @Command(
      name = "install",
      description = "Writes the kernelspec \"java\", by which Jupyter finds the kernel.")
  static final class Install implements Callable<Integer> {
    /** Settings of the native engine that the kernel is started with, if they are set now. */
    private static final String[] KEPT = {"OMP_NUM_THREADS", "DJL_CACHE_DIR"};

    @Spec private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Place place;

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

    @Override
    public Integer call() throws IOException {
      Path dataDir = place.isUser ? userDataDir() : place.prefix.resolve("share/jupyter");
      Path jar = jar();
      checkOurs(dataDir.resolve("kernels/java/kernel.json"), jar);
      Path written = KernelSpec.of(jar, environment()).write(dataDir);
      spec.commandLine().getOut().println("Installed the kernel java in " + written);
      return 0;
    }

    private static void checkOurs(Path file, Path jar) throws IOException {
      if (Files.exists(file) && !Files.readString(file).contains(jar.getFileName().toString())) {
        throw new IOException(
            file + " is another kernel: move its folder away, or install with --prefix DIR");
      }
    }

    private static Map<String, String> environment() {
      Map<String, String> environment = new TreeMap<>();
      for (String name : KEPT) {
        if (System.getenv(name) != null) {
          environment.put(name, System.getenv(name));
        }
      }
      return environment;
    }

    private static Path jar() throws IOException {
      try {
        Path jar =
            Path.of(
                KernelCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(jar)) {
          throw new IOException(jar + " is no jar: build it with mvn package, run java -jar");
        }
        return jar;
      } catch (URISyntaxException e) {
        throw new IOException("the jar's place cannot be told", e);
      }
    }

    private static Path userDataDir() {
      String set = System.getenv("JUPYTER_DATA_DIR");
      if (set != null && !set.isBlank()) {
        return Path.of(set);
      }
      Path home = Path.of(System.getProperty("user.home"));
      String system = System.getProperty("os.name");
      if (system.startsWith("Mac")) {
        return home.resolve("Library/Jupyter");
      }
      if (system.startsWith("Windows")) {
        return Path.of(System.getenv("APPDATA"), "jupyter");
      }
      return home.resolve(".local/share/jupyter");
    }
  }

  @Command(name = "run", description = "Serves one notebook; started by Jupyter.")
  static final class Run implements Callable<Integer> {
    @Parameters(paramLabel = "CONNECTION_FILE", description = "Written by Jupyter.")
    private Path connectionFile;

    @Override
    public Integer call() throws IOException {
      JavaKernel.run(connectionFile);
      return 0; // and Main ends the process, whatever threads cells have left behind
    }
  }
}
