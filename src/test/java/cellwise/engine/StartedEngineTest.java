package cellwise.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;

class StartedEngineTest {
  @Test
  void isStartedOnce() {
    assertThat(StartedEngine.get()).isSameAs(StartedEngine.get());
  }

  @Test
  void opensAScopeOnADevice() {
    try (NDManager scope = StartedEngine.newScope(Device.cpu())) {
      assertThat(scope.ones(new Shape(1)).getDevice()).isEqualTo(Device.cpu());
    }
  }

  @Test
  void refusesAGpuThatThereIsNot() {
    int gpus = StartedEngine.get().getGpuCount();
    assertThatThrownBy(() -> StartedEngine.newScope(Device.gpu(gpus)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "device is gpu(%d), must be one of %d GPUs that %s sees, counted from 0, or Device.cpu()"
                .formatted(gpus, gpus, StartedEngine.get().getEngineName()));
  }
}
