package cellwise.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.mxnet.engine.MxNDArray;
import cellwise.OtherJava;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The library on a class path that has no MXNet, as it is to be with another engine. */
class WithoutMxnetTest {
  /** What no class of the library may be. */
  static final class Planted {
    MxNDArray array() {
      throw new UnsupportedOperationException();
    }
  }

  /** Links every class of the library, which verifies it, and then asks for an engine. */
  static final class Link {
    public static void main(String[] arguments) throws Exception {
      for (String name : classes()) {
        link(name);
      }
      link(Planted.class.getName());
      try {
        StartedEngine.get();
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static void link(String name) throws ClassNotFoundException {
    try {
      Class.forName(name, false, Link.class.getClassLoader()).getDeclaredMethods();
    } catch (LinkageError e) {
      System.out.println(name + " lacks " + e.getMessage());
    }
  }

  private static List<String> classes() throws IOException, URISyntaxException {
    Path root =
        Path.of(StartedEngine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(root.resolve("cellwise"))) {
      return files
          .map(file -> root.relativize(file).toString())
          .filter(file -> file.endsWith(".class") && !file.endsWith("package-info.class"))
          .map(file -> file.replace(".class", "").replace(File.separatorChar, '.'))
          .sorted()
          .toList();
    }
  }

  @Test
  void linksEveryClassAndSaysThatThereIsNoEngine() throws Exception {
    assertThat(classes()).contains("cellwise.engine.EngineMemory", "cellwise.cli.Main");
    assertThat(linesOf(Link.class))
        .containsExactly(
            Planted.class.getName() + " lacks ai/djl/mxnet/engine/MxNDArray",
            "no engine is on the class path, must be one that computes: add ai.djl.mxnet:mxnet-engine, and ai.djl.mxnet:mxnet-native-mkl for this system");
  }

  private static List<String> linesOf(Class<?> main) throws IOException {
    String without =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).getFileName().toString().contains("mxnet"))
            .collect(Collectors.joining(File.pathSeparator));
    Process java =
        new ProcessBuilder(OtherJava.command(without, List.of(), main))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return output.lines().toList();
  }
}
