package cellwise.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import org.junit.jupiter.api.Test;

class DevicesTest {
  private final int gpus = StartedEngine.get().getGpuCount();

  @Test
  void knowsTheCpuInAnyCase() {
    assertThat(Devices.of(" CPU ")).isEqualTo(Device.cpu());
  }

  @Test
  void takesTheFirstGpuIfThereIsOne() {
    assertThat(Devices.of("auto")).isEqualTo(gpus > 0 ? Device.gpu() : Device.cpu());
  }

  @Test
  void refusesAGpuThatThereIsNot() {
    String rule =
        " is gpu:%d, must be one of %d GPUs that %s sees, counted from 0, or cpu"
            .formatted(gpus, gpus, StartedEngine.get().getEngineName());
    assertThatThrownBy(() -> Devices.of("gpu:" + gpus))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("device" + rule);
    assertThatThrownBy(() -> StartedEngine.newScope(Device.gpu(gpus)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("device" + rule);
  }

  @Test
  void refusesWhatIsNoDevice() {
    for (String name : new String[] {"", "cuda", "gpu:", "gpu:-1", "gpu:1234", "cpu:0", "gpu 1"}) {
      assertThatThrownBy(() -> Devices.of(name))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("device is %s, must be cpu, gpu, gpu:1 or the like, or auto", name);
    }
  }
}
