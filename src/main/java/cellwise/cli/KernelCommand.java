package cellwise.cli;

import cellwise.engine.ComputeThreads;
import cellwise.engine.EngineNeeds;
import cellwise.kernel.KernelServer;
import cellwise.kernel.install.InstalledKernel;
import cellwise.kernel.install.JupyterFolders;
import cellwise.kernel.install.KernelSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes Java cells run in Jupyter. */
@Command(
    name = "kernel",
    description = "Installs and runs the Java kernel of the notebooks.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      KernelCommand.Install.class,
      KernelCommand.ListAll.class,
      KernelCommand.Uninstall.class,
      KernelCommand.Run.class,
      KernelCommand.Rehearse.class
    })
final class KernelCommand {
  @Command(
      name = "install",
      description = "Writes the kernelspec by which Jupyter finds the kernel, and copies the jars.")
  static final class Install implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private KernelTarget target;

    @Override
    public Integer call() throws IOException {
      Optional<InstalledKernel> there = InstalledKernel.in(target.folder());
      if (there.isPresent()) {
        there.get().requireOurs();
      }
      KernelSpec kernel =
          KernelSpec.of(jar(), EngineNeeds.settings())
              .named(target.name())
              .keepJars(target.dataDir(), EngineNeeds::isNeeded);
      Path written = withClasses(kernel).write(target.dataDir());
      spec.commandLine().getOut().printf("Installed the kernel %s in %s%n", target.name(), written);
      return 0;
    }

    private KernelSpec withClasses(KernelSpec kernel) {
      try {
        return kernel.keepClasses(target.dataDir());
      } catch (IOException e) {
        spec.commandLine()
            .getErr()
            .println("cellwise: the kernel will start slower than it could: " + Main.message(e));
        return kernel;
      }
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
      } catch (URISyntaxException | RuntimeException e) { // no source, or a jar in a jar
        throw new IOException("the jar's place cannot be told: run java -jar cellwise-app.jar", e);
      }
    }
  }

  @Command(
      name = "list",
      description = "Shows the kernels that Jupyter finds, first those that it prefers.")
  static final class ListAll implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
        names = "--prefix",
        paramLabel = "DIR",
        description = "Only those in DIR/share/jupyter.")
    private Path prefix;

    @Override
    public Integer call() throws IOException {
      List<Path> dataDirs =
          prefix == null
              ? JupyterFolders.ofUser().all()
              : List.of(JupyterFolders.ofPrefix(prefix).toAbsolutePath().normalize());
      PrintWriter out = spec.commandLine().getOut();
      Map<String, Path> seen = new HashMap<>();
      for (Path dataDir : dataDirs) {
        for (InstalledKernel kernel : InstalledKernel.allIn(dataDir)) {
          Path before = seen.putIfAbsent(kernel.name(), kernel.folder());
          out.printf(
              "%-12s %-6s %s%s%n",
              kernel.name(), kernel.isOurs() ? "ours" : "other", kernel.folder(), note(kernel));
          if (before != null) {
            out.printf("%-12s %-6s hidden by %s%n", "", "", before);
          }
        }
      }
      return 0;
    }

    private static String note(InstalledKernel kernel) {
      if (kernel.argv().isEmpty()) {
        return ", kernel.json cannot be read";
      }
      List<Path> missing = kernel.missing();
      return missing.isEmpty() ? "" : ", broken: " + missing.get(0) + " is missing";
    }
  }

  @Command(name = "uninstall", description = "Removes what install has written, nothing else.")
  static final class Uninstall implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private KernelTarget target;

    @Override
    public Integer call() throws IOException {
      Path folder = target.folder();
      InstalledKernel kernel =
          InstalledKernel.in(folder)
              .orElseThrow(
                  () ->
                      new NoSuchFileException(
                          folder.toString(), null, "no kernel there: kernel list shows where"));
      boolean gone = kernel.remove();
      spec.commandLine()
          .getOut()
          .printf(
              "Removed the kernel %s from %s%s%n",
              target.name(), folder, gone ? "" : ", where other files stay");
      return 0;
    }
  }

  @Command(name = "run", description = "Serves one notebook; started by Jupyter.")
  static final class Run implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "CONNECTION_FILE", description = "Written by Jupyter.")
    private Path connectionFile;

    @Override
    public Integer call() throws IOException {
      try {
        ComputeThreads.require();
      } catch (IllegalStateException e) { // cells that compute nothing run all the same
        spec.commandLine().getErr().println("cellwise: " + e.getMessage());
      }
      KernelServer.serve(connectionFile);
      return 0; // and Main ends the process, whatever threads cells have left behind
    }
  }

  @Command(name = "rehearse", hidden = true, description = "Serves itself; started by install.")
  static final class Rehearse implements Callable<Integer> {
    @Override
    public Integer call() throws IOException {
      KernelServer.rehearse();
      return 0;
    }
  }
}
