package cellwise.engine;

import static org.assertj.core.api.Assertions.assertThat;

import cellwise.OtherJava;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EngineNeedsTest {
  private static final List<String> JARS =
      List.of(
          "lib/mxnet-engine-0.36.0.jar",
          "lib/mxnet-native-mkl-1.9.1-linux-x86_64.jar",
          "lib/pytorch-jni-2.7.1-0.36.0.jar",
          "lib/api-0.36.0.jar");

  /** Prints what is needed of {@link #JARS}, and the settings. */
  static final class Ask {
    public static void main(String[] arguments) {
      System.out.println(JARS.stream().filter(jar -> EngineNeeds.isNeeded(Path.of(jar))).toList());
      System.out.println(EngineNeeds.settings());
    }
  }

  @Test
  void areTheJarsOfOneEngineAndItsSettings() throws Exception {
    String here = StartedEngine.get().getEngineName();
    Process java =
        process(OtherJava.classPathWithout(), Map.of("CELLWISE_ENGINE", here, "FOO", "1")).start();

    String needed =
        here.equals("MXNet")
            ? "[lib/mxnet-engine-0.36.0.jar, lib/mxnet-native-mkl-1.9.1-linux-x86_64.jar, lib/api-0.36.0.jar]"
            : "[lib/pytorch-jni-2.7.1-0.36.0.jar, lib/api-0.36.0.jar]";
    assertThat(output(java))
        .isEqualTo(needed + "\n{CELLWISE_ENGINE=" + here + ", OMP_NUM_THREADS=2}\n");
  }

  @Test
  void areWhereABuildForGpusIs() throws Exception {
    String here = StartedEngine.get().getEngineName();
    Map<String, String> cuda =
        Map.of("CELLWISE_ENGINE", here, "MXNET_LIBRARY_PATH", "/c", "LD_LIBRARY_PATH", "/c:/d");

    assertThat(output(process(OtherJava.classPathWithout(), cuda).start()))
        .contains("LD_LIBRARY_PATH=/c:/d, MXNET_LIBRARY_PATH=/c, OMP_NUM_THREADS=2}");
  }

  @Test
  void areAskedOfAnEngineThatIsThere() throws Exception {
    String without = OtherJava.classPathWithout("pytorch");
    Process java =
        process(without, Map.of("CELLWISE_ENGINE", "PyTorch")).redirectErrorStream(true).start();

    assertThat(output(java))
        .contains("CELLWISE_ENGINE is PyTorch, which is not on the class path: add ");
  }

  private static ProcessBuilder process(String classPath, Map<String, String> more) {
    ProcessBuilder java = new ProcessBuilder(OtherJava.command(classPath, List.of(), Ask.class));
    Map<String, String> environment = java.environment();
    environment.keySet().removeIf(name -> name.matches("(MALLOC|MXNET|CELLWISE)_.*"));
    environment.put("OMP_NUM_THREADS", "2");
    environment.putAll(more);
    return java;
  }

  private static String output(Process java) throws Exception {
    return new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
