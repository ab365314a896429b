package cellwise.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.mxnet.engine.MxNDArray;
import cellwise.OtherEngine;
import cellwise.OtherJava;
import cellwise.Tutorial;
import cellwise.checkpoint.Checkpoints;
import cellwise.data.Shapes10;
import cellwise.eval.Evaluation;
import cellwise.eval.TrainedNetwork;
import cellwise.summary.EventFile;
import cellwise.train.Hook;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  /** The quick start and what is around it, small. */
  static final class QuickStart {
    public static void main(String[] folder) throws IOException {
      Path run = Path.of(folder[0]);
      try (Tutorial tutorial = new Tutorial(8, 1);
          EventFile events = EventFile.in(run)) {
        tutorial.session.with(Hook.summaries(2, events)).keptIn(Checkpoints.in(run)).run(4);
        Evaluation.of(tutorial.net, tutorial.averages, tutorial.pictures.test());
      }
      try (TrainedNetwork trained = TrainedNetwork.open(run)) {
        System.out.println(trained.evaluate(Shapes10.open(50).test()).size());
      }
      System.out.println(StartedEngine.get().getEngineName());
      link(Planted.class.getName());
    }
  }

  private static void link(String name) {
    try {
      Class.forName(name, false, Link.class.getClassLoader()).getDeclaredMethods();
    } catch (LinkageError | ClassNotFoundException e) {
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
            "no engine is on the class path, must be MXNet (add ai.djl.mxnet:mxnet-engine:0.36.0, ai.djl.mxnet:mxnet-native-mkl:1.9.1:linux-x86_64) or PyTorch (add ai.djl.pytorch:pytorch-engine:0.36.0, ai.djl.pytorch:pytorch-jni:2.7.1-0.36.0, ai.djl.pytorch:pytorch-native-cpu:2.7.1:linux-x86_64)");
  }

  @Test
  void trainsSavesAndEvaluatesOnPytorchAlone(@TempDir Path folder) throws Exception {
    assertThat(OtherEngine.run("PyTorch", QuickStart.class, folder.toString()))
        .containsExactly(
            "" + Shapes10.open(50).test().size(),
            "PyTorch",
            Planted.class.getName() + " lacks ai/djl/mxnet/engine/MxNDArray");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .contains("step-4.safetensors")
          .anyMatch(name -> name.startsWith("events.out.tfevents"));
    }
  }

  private static List<String> linesOf(Class<?> main) throws IOException {
    String without = OtherJava.classPathWithout("mxnet", "pytorch");
    ProcessBuilder command =
        new ProcessBuilder(OtherJava.command(without, List.of(), main))
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    command.environment().remove("CELLWISE_ENGINE");
    Process java = command.start();
    String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return output.lines().toList();
  }
}
