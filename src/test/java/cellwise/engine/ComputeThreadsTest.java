package cellwise.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import cellwise.OtherJava;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ComputeThreadsTest {
  /** Starts the engine by this library, and then without it. */
  static final class Start {
    public static void main(String[] arguments) {
      try {
        System.out.println(StartedEngine.get().getEngineName());
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      }
      System.out.println(Engine.getInstance().getEngineName());
    }
  }

  @Test
  void takesAsManyThreadsAsThereIsAPositiveNumberToldOrHalf() {
    int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    assertThat(ComputeThreads.count("3")).isEqualTo(3);
    assertThat(ComputeThreads.count(" 4,2")).isEqualTo(4);
    for (String none : new String[] {null, "", "0", "-1", "many", "99999999999"}) {
      assertThat(ComputeThreads.count(none)).as(none).isEqualTo(half);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void takesTheFirstOfAList() throws IOException {
    assertThat(startWith(" 2, 1")).isEqualTo("%1$s\n%1$s\n".formatted(name()));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void refusesWhatWouldAbortTheProcess() throws IOException {
    assertThat(startWith("1.0"))
        .isEqualTo(
            "OMP_NUM_THREADS is 1.0, must be how many threads compute, a positive number such as 2:"
                + " set it before Java starts, or unset it\n%s\n".formatted(name()));
    assertThat(startWith("4,all")).startsWith("OMP_NUM_THREADS is 4,all, must be");
  }

  private static String name() {
    return StartedEngine.get().getEngineName();
  }

  private static String startWith(String threads) throws IOException {
    ProcessBuilder java =
        new ProcessBuilder(
            OtherJava.command(
                List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=error"), Start.class));
    java.environment().put("OMP_NUM_THREADS", threads);
    Process process = java.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
