package cellwise.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import cellwise.OtherJava;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartedEngineTest {
  private static final String PYTORCH_JARS =
      "ai.djl.pytorch:pytorch-engine:0.36.0, ai.djl.pytorch:pytorch-jni:2.7.1-0.36.0,"
          + " ai.djl.pytorch:pytorch-native-cpu:2.7.1:linux-x86_64";

  /** Chooses what it is told, and says twice what became of it. */
  static final class Start {
    public static void main(String[] arguments) {
      for (int i = 0; i < 2; i++) {
        try {
          for (String engine : arguments) {
            StartedEngine.choose(engine);
          }
          String name = StartedEngine.get().getEngineName();
          System.out.println(name + " " + Engine.getInstance().getEngineName());
        } catch (IllegalArgumentException | IllegalStateException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }

  @Test
  void isStartedOnce() {
    assertThat(StartedEngine.get()).isSameAs(StartedEngine.get());
    assertThat(Engine.getInstance()).isSameAs(StartedEngine.get());
  }

  @Test
  void mayBeChosenAgainAsACellThatIsRunAgainDoes() {
    String name = StartedEngine.get().getEngineName();
    StartedEngine.choose(name.toLowerCase());
    assertThat(StartedEngine.get().getEngineName()).isEqualTo(name);
  }

  @Test
  void refusesAnotherOneThanTheOneThatRuns() {
    String runs = StartedEngine.get().getEngineName();
    String other = runs.equals("MXNet") ? "PyTorch" : "MXNet";
    assertThatThrownBy(() -> StartedEngine.choose(other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "engine is %s, but %s has been started, and a process has one: choose before the first use, after a restart of the kernel or program"
                .formatted(other, runs));
  }

  @Test
  void refusesANameThatIsNoEngines() {
    assertThat(StartedEngine.names()).containsExactly("MXNet", "PyTorch");
    assertThatThrownBy(() -> StartedEngine.choose("TensorFlow"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("engine is TensorFlow, must be MXNet or PyTorch");
    assertThatThrownBy(() -> StartedEngine.choose(" "))
        .hasMessage("engine is empty, must be MXNet or PyTorch");
  }

  @Test
  void refusesAVariableThatNamesNoEngine() throws IOException {
    assertThat(start("", Map.of("CELLWISE_ENGINE", "Torch")))
        .containsOnly("CELLWISE_ENGINE is Torch, must be MXNet or PyTorch");
  }

  @Test
  void saysWhatToAddForAnEngineThatIsNotThere() throws IOException {
    String cure =
        " is PyTorch, which is not on the class path: add %s; from a shell, CELLWISE_ENGINE=PyTorch ./environment/cellwise fetches it"
            .formatted(PYTORCH_JARS);
    assertThat(start("pytorch", Map.of("CELLWISE_ENGINE", "pytorch")))
        .hasSize(2)
        .containsOnly("CELLWISE_ENGINE" + cure);
    assertThat(start("pytorch", Map.of("CELLWISE_ENGINE", "MXNet"), "pytorch"))
        .hasSize(2)
        .containsOnly("engine" + cure);
  }

  /** The versions that the build takes. */
  @Test
  void saysTheVersionsOfThePom() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    assertThat(pom)
        .contains("<djl.version>0.36.0</djl.version>")
        .contains("<mxnet.version>1.9.1</mxnet.version>")
        .contains("<pytorch.version>2.7.1</pytorch.version>");
    assertThat(EngineBuild.PYTORCH.cure()).contains(PYTORCH_JARS);
    assertThat(EngineBuild.MXNET.cure())
        .contains("ai.djl.mxnet:mxnet-engine:0.36.0, ai.djl.mxnet:mxnet-native-mkl:1.9.1:linux-");
  }

  @Test
  @Tag("mxnet") // which is told where its library is
  void saysTwiceWhyALibraryCannotBeLoaded(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("libmxnet.so"), "not a library");
    List<String> lines = start("pytorch", Map.of("MXNET_LIBRARY_PATH", folder.toString()));
    assertThat(lines)
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith(
                        "MXNet is on the class path but cannot be loaded (DJL_CACHE_DIR says where it is unpacked): java.lang.UnsatisfiedLinkError:")
                    .endsWith("libmxnet.so: file too short"));
  }

  @Test
  @Tag("mxnet") // which is the usual one
  void goesByTheVariableOrByWhatIsThere() throws IOException {
    assertThat(start("pytorch", Map.of("CELLWISE_ENGINE", " mxnet ")))
        .hasSize(2)
        .containsOnly("MXNet MXNet");
    assertThat(start("pytorch", Map.of("CELLWISE_ENGINE", ""))).containsOnly("MXNet MXNet");
  }

  @Test
  void opensAScopeOnADevice() {
    try (NDManager scope = StartedEngine.newScope(Device.cpu())) {
      assertThat(scope.ones(new Shape(1)).getDevice()).isEqualTo(Device.cpu());
    }
  }

  private static List<String> start(String without, Map<String, String> set, String... engines)
      throws IOException {
    ProcessBuilder java =
        new ProcessBuilder(
            OtherJava.command(
                without.isEmpty()
                    ? System.getProperty("java.class.path")
                    : OtherJava.classPathWithout(without),
                List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=off"),
                Start.class,
                engines));
    java.environment().putAll(set);
    Process process = java.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }
}
