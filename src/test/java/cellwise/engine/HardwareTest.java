package cellwise.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HardwareTest {
  private static final String TOLD =
      """
      processor\t: 0
      model name\t: Intel(R) Xeon(R) Platinum 8481C CPU @ 2.70GHz
      flags\t\t: fpu sse2 fma avx avx2 avx512f avx512_vnni amx_tile
      """;

  @Test
  void readsWhatLinuxTellsOfTheProcessor() {
    assertThat(Hardware.processor(TOLD)).isEqualTo("Intel(R) Xeon(R) Platinum 8481C CPU @ 2.70GHz");
    assertThat(Hardware.instructions(TOLD))
        .containsExactly("AMX", "AVX-512", "AVX-512 VNNI", "AVX2", "FMA");
    assertThat(Hardware.instructions("Features\t: fp asimd sve")).containsExactly("NEON", "SVE");
  }

  @Test
  void tellsLessElsewhere() {
    assertThat(Hardware.processor("")).isEqualTo(System.getProperty("os.arch"));
    assertThat(Hardware.instructions("")).isEmpty();
    Hardware here = Hardware.here();
    assertThat(here.processors()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(here.memory()).isGreaterThan(Runtime.getRuntime().totalMemory());
  }
}
