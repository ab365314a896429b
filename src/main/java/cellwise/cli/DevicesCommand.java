package cellwise.cli;

import cellwise.engine.EngineReport;
import cellwise.engine.Hardware;
import cellwise.engine.StartedEngine;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what there is to compute with. */
@Command(
    name = "devices",
    description =
        "Shows what this machine has to compute with, what each engine makes of it, and why a GPU is"
            + " not used.",
    footer = "Each engine is started in a process of its own.")
final class DevicesCommand implements Callable<Integer> {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  @Spec private CommandSpec spec;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      completionCandidates = EngineOptions.Engines.class,
      description = "Only this engine, ${COMPLETION-CANDIDATES}, in this process.")
  private String engine;

  @Option(
      names = "--format",
      defaultValue = "table",
      paramLabel = "table|json",
      description = "How it is printed (${DEFAULT-VALUE}).")
  private PredictCommand.Format format;

  @Override
  public Integer call() throws IOException {
    EngineOptions.requireThreads(spec);
    spec.commandLine().getOut().println(engine == null ? all() : printed(here()));
    return 0;
  }

  private EngineReport here() {
    if (StartedEngine.names().stream().noneMatch(engine::equalsIgnoreCase)) {
      throw new ParameterException(
          spec.commandLine(),
          "engine is %s, must be %s".formatted(engine, String.join(" or ", StartedEngine.names())));
    }
    return EngineReport.of(engine);
  }

  private String printed(EngineReport report) {
    return format == PredictCommand.Format.json ? GSON.toJson(report) : DevicesTable.of(report);
  }

  private String all() {
    Hardware machine = Hardware.here();
    List<String> engines = StartedEngine.names().stream().map(this::elsewhere).toList();
    if (format == PredictCommand.Format.table) {
      return DevicesTable.of(machine) + "\n\n" + String.join("\n\n", engines);
    }
    JsonObject all = new JsonObject();
    all.add("machine", GSON.toJsonTree(machine));
    JsonArray reports = new JsonArray();
    engines.forEach(report -> reports.add(GSON.fromJson(report, JsonElement.class)));
    all.add("engines", reports);
    return GSON.toJson(all);
  }

  /**
   * An engine's machine code may end the process that loads it, and there is one engine a process.
   */
  private String elsewhere(String name) {
    try {
      Process process = command(name).start();
      process.getOutputStream().close();
      byte[] said = process.getInputStream().readAllBytes();
      int code = process.onExit().join().exitValue();
      return code == 0
          ? new String(said, StandardCharsets.UTF_8).strip()
          : printed(EngineReport.failed(name, "its process ended with code " + code));
    } catch (IOException e) {
      return printed(EngineReport.failed(name, "no process for it: " + e.getMessage()));
    }
  }

  private ProcessBuilder command(String name) {
    ProcessBuilder command =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "devices",
                "--format",
                format.name(),
                "--engine",
                name)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    command.environment().put("LC_ALL", "C.UTF-8");
    return command;
  }
}
