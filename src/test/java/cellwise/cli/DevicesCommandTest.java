package cellwise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import cellwise.OtherJava;
import cellwise.engine.StartedEngine;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DevicesCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final String engine = StartedEngine.get().getEngineName();

  @Test
  void showsTheMachineAndWhatEachEngineMakesOfIt() {
    assertThat(execute("devices")).isZero();
    assertThat(out.toString())
        .startsWith("This machine\n  processor     ")
        .contains("  memory        ", "\n\nMXNet", "\n\nPyTorch")
        .containsPattern("(?m)^%s \\d.*\n  devices       .*cpu\\(\\)$".formatted(engine));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void printsTheSameAsJson() {
    assertThat(execute("devices", "--format", "json")).isZero();
    JsonObject all = new Gson().fromJson(out.toString(), JsonObject.class);
    assertThat(all.getAsJsonObject("machine").get("processors").getAsInt())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(all.getAsJsonArray("engines")).hasSize(2);
    JsonObject first = all.getAsJsonArray("engines").get(0).getAsJsonObject();
    assertThat(first.get("engine").getAsString()).isEqualTo("MXNet");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void showsOneEngineInThisProcess() {
    assertThat(execute("devices", "--engine", engine)).isZero();
    assertThat(out.toString())
        .startsWith(engine + " " + StartedEngine.get().getVersion() + "\n  devices ")
        .containsPattern("(?m)^  library       /.*(libmxnet|libtorch).*\\.so$");
    boolean isWithout = StartedEngine.get().getGpuCount() == 0;
    assertThat(out.toString().contains("\n  no GPU        ")).isEqualTo(isWithout);
    assertThat(execute("devices", "--engine", "Torch")).isEqualTo(2);
    assertThat(err.toString()).startsWith("cellwise: engine is Torch, must be MXNet or PyTorch (");
  }

  @Test
  @Tag("mxnet") // which is told where its library is
  void saysWhyAnEngineIsNotUsed(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("libmxnet.so"), "not a library");
    String said = other(Map.of("MXNET_LIBRARY_PATH", folder.toString()));
    assertThat(said)
        .contains("MXNet\n  not used      MXNet is on the class path but cannot be loaded")
        .contains("libmxnet.so: file too short\n")
        .contains(
            "PyTorch\n  not used      engine is PyTorch, which is not on the class path: add");
  }

  private int execute(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  private static String other(Map<String, String> set) throws IOException {
    ProcessBuilder java =
        new ProcessBuilder(
            OtherJava.command(
                OtherJava.classPathWithout("pytorch"), List.of(), Main.class, "devices"));
    java.environment().putAll(set);
    Process process = java.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
