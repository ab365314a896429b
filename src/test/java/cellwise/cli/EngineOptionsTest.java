package cellwise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import cellwise.OtherJava;
import cellwise.engine.Devices;
import cellwise.engine.StartedEngine;
import cellwise.runs.Journal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineOptionsTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final String engine = StartedEngine.get().getEngineName();

  @AfterEach
  void goByTheEnvironment() {
    Devices.choose("auto");
  }

  @Test
  void trainsWhereItIsToldAndKeepsThatInTheJournal() {
    assertThat(train("--engine", engine, "--device", "cpu", "--log-device-placement")).isZero();
    assertThat(err.toString())
        .contains("conv1/weights            (64, 1, 5, 5)      cpu()")
        .contains("softmax_linear           (4, 10)            cpu()");
    try (Journal journal = Journal.open(folder.resolve("journal.db"))) {
      Map<String, String> surroundings = journal.run("run").surroundings();
      assertThat(surroundings).containsEntry("device", "cpu()");
      assertThat(surroundings.get("engine")).startsWith(engine + " ");
    }
  }

  @Test
  void refusesADeviceThatThereIsNot() {
    assertThat(train("--device", "gpu:77")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("cellwise: device is gpu:77, must be cpu")
        .endsWith(" (cellwise train --help tells more)\n");
    assertThat(execute("predict", "--run", "none", "--device", "tpu", "a.png")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("cellwise: device is tpu, must be cpu, gpu, gpu:1 or the like, or auto");
    assertThat(execute("eval", "--data", "digits", "--run", "none", "--device", "")).isEqualTo(2);
    assertThat(err.toString()).startsWith("cellwise: device is empty, must be cpu, gpu");
  }

  @Test
  void refusesAnEngineThatThereIsNot() throws IOException {
    assertThat(train("--engine", "Torch")).isEqualTo(2);
    assertThat(err.toString()).startsWith("cellwise: engine is Torch, must be MXNet or PyTorch (");
    assertThat(other("pytorch", Map.of(), "--engine", "pytorch"))
        .startsWith("2 cellwise: engine is PyTorch, which is not on the class path: add ai.djl.");
    assertThat(other("mxnet", Map.of("CELLWISE_ENGINE", "MXNet")))
        .startsWith("2 cellwise: CELLWISE_ENGINE is MXNet, which is not on the class path: add");
    assertThat(other("none", Map.of("CELLWISE_DEVICE", "gpu:77")))
        .startsWith("2 cellwise: CELLWISE_DEVICE is gpu:77, must be cpu");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void completesTheNames() {
    assertThat(execute("generate-completion")).isZero();
    assertThat(out.toString())
        .contains(
            "(\"MXNet\" \"PyTorch\")", "(\"cpu\" \"gpu\" \"auto\")", "--log-device-placement");
    assertThat(execute("eval", "--help")).isZero();
    assertThat(out.toString()).contains("--engine=NAME", "--device=cpu|gpu|gpu:N|auto", "MXNet");
  }

  private int train(String... more) {
    return execute(arguments(more).toArray(String[]::new));
  }

  private List<String> arguments(String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("train", "--data", "digits", "--steps", "1", "--batch", "4"));
    arguments.addAll(List.of("--run", folder.resolve("run").toString()));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private int execute(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  /** Returns the exit code and what a process of its own said to standard error. */
  private String other(String without, Map<String, String> set, String... more) throws IOException {
    ProcessBuilder java =
        new ProcessBuilder(
            OtherJava.command(
                OtherJava.classPathWithout(without),
                List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=off"),
                Main.class,
                arguments(more).toArray(String[]::new)));
    java.environment().putAll(set);
    Process process = java.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    byte[] said = process.getErrorStream().readAllBytes();
    return process.onExit().join().exitValue() + " " + new String(said, StandardCharsets.UTF_8);
  }
}
