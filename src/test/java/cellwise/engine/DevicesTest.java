package cellwise.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import cellwise.OtherJava;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DevicesTest {
  private final String engine = StartedEngine.get().getEngineName();
  private final int gpus = StartedEngine.get().getGpuCount();

  /** Says what is usual, then what is chosen. */
  static final class Usual {
    public static void main(String[] chosen) {
      try {
        System.out.println(Devices.usual());
        for (String name : chosen) {
          Devices.choose(name);
          System.out.println(Devices.usual());
        }
      } catch (IllegalArgumentException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @AfterEach
  void goByTheEnvironment() {
    Devices.choose("auto");
  }

  @Test
  void knowsTheCpuInAnyCase() {
    assertThat(Devices.of(" CPU ")).isEqualTo(Device.cpu());
    assertThat(Devices.names()).contains("cpu", "gpu", "auto");
  }

  @Test
  void takesTheFirstGpuIfThereIsOne() {
    assertThat(Devices.of("auto")).isEqualTo(gpus > 0 ? Device.gpu() : Device.cpu());
    assertThat(Devices.usual()).isEqualTo(Devices.of("auto"));
  }

  @Test
  void refusesAGpuThatThereIsNotAndSaysWhyNot() {
    String rule = gpus > 0 ? "must be cpu or one of " : "must be cpu, since %s sees no GPU: ";
    assertThatThrownBy(() -> Devices.of("GPU:" + gpus))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(("device is gpu:%d, " + rule).formatted(gpus, engine));
    assertThatThrownBy(() -> StartedEngine.newScope(Device.gpu(gpus)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(("device is gpu(%d), " + rule).formatted(gpus, engine));
    assertThatThrownBy(() -> Devices.choose("gpu:" + gpus))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Devices.usual()).isEqualTo(Devices.of("auto"));
  }

  @Test
  void refusesWhatIsNoDevice() {
    for (String name : new String[] {"cuda", "gpu:", "gpu:-1", "gpu:1234", "cpu:0", "gpu 1"}) {
      assertThatThrownBy(() -> Devices.of(name))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("device is %s, must be cpu, gpu, gpu:1 or the like, or auto", name);
    }
    assertThatThrownBy(() -> Devices.of(" ")).hasMessageStartingWith("device is empty, must be");
  }

  @Test
  void goesByTheVariableUnlessOneIsChosen() throws IOException {
    assertThat(usual("cpu")).containsExactly("cpu()");
    assertThat(usual("")).containsExactly(Devices.of("auto").toString());
    assertThat(usual("gpu:77"))
        .singleElement()
        .asString()
        .startsWith("CELLWISE_DEVICE is gpu:77, must be cpu");
    assertThat(usual("gpus", "cpu"))
        .containsExactly("CELLWISE_DEVICE is gpus, must be cpu, gpu, gpu:1 or the like, or auto");
    assertThat(usual("cpu", "auto")).hasSize(2);
  }

  private static List<String> usual(String told, String... chosen) throws IOException {
    ProcessBuilder java =
        new ProcessBuilder(
            OtherJava.command(
                List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=off"), Usual.class, chosen));
    java.environment().put("CELLWISE_DEVICE", told);
    Process process = java.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    byte[] output = process.getInputStream().readAllBytes();
    return new String(output, StandardCharsets.UTF_8).lines().toList();
  }
}
