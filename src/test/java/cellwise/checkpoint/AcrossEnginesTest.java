package cellwise.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import cellwise.OtherEngine;
import cellwise.Tutorial;
import cellwise.optim.GradientDescent;
import cellwise.optim.Momentum;
import cellwise.optim.Optimizer;
import cellwise.train.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one engine saved, the other goes on with. */
class AcrossEnginesTest {
  private static final int STEPS = 5;

  @TempDir Path stayed;
  @TempDir Path moved;

  /** Goes on for some steps from the newest checkpoint in a folder, and saves. */
  static final class GoOn {
    public static void main(String[] arguments) throws IOException {
      try (Tutorial tutorial = new Tutorial(8, 1)) {
        session(tutorial, arguments[0]).keptIn(Checkpoints.in(Path.of(arguments[1]))).run(STEPS);
      }
    }
  }

  private static Session session(Tutorial tutorial, String optimizer) {
    Optimizer by =
        optimizer.equals("momentum")
            ? Momentum.of(tutorial.net, step -> 0.01f, 0.9f)
            : GradientDescent.of(tutorial.sgd.rate());
    return Session.of(tutorial.net, tutorial.loss, by, tutorial.train).with(tutorial.averages);
  }

  /** A velocity with the wrong sign would be as far off as it is large. */
  @ParameterizedTest
  @ValueSource(strings = {"gradient descent", "momentum"})
  void trainingGoesOnAsIfItHadStayed(String optimizer) throws Exception {
    GoOn.main(new String[] {optimizer, stayed.toString()});
    Files.copy(file(stayed, STEPS), file(moved, STEPS), StandardCopyOption.REPLACE_EXISTING);
    OtherEngine.run(GoOn.class, optimizer, moved.toString());
    GoOn.main(new String[] {optimizer, stayed.toString()});

    Map<String, float[]> here = floats(file(stayed, 2 * STEPS));
    Map<String, float[]> there = floats(file(moved, 2 * STEPS));
    assertThat(there.keySet()).isEqualTo(here.keySet()).contains("conv1/weights");
    assertThat(here.containsKey("conv1/weights/Momentum")).isEqualTo(optimizer.equals("momentum"));
    here.forEach((name, numbers) -> assertClose(name, there.get(name), numbers));
    assertThat(floats(file(stayed, STEPS)).get("local3/weights"))
        .isNotEqualTo(here.get("local3/weights"));
  }

  private static Path file(Path folder, int steps) {
    return folder.resolve("step-%d.safetensors".formatted(steps));
  }

  private static Map<String, float[]> floats(Path file) throws IOException {
    Map<String, float[]> floats = new LinkedHashMap<>();
    try (Safetensors saved = Safetensors.open(file)) {
      for (String name : saved.kinds().keySet()) {
        Tensor tensor = saved.tensor(name);
        if (tensor.type() == DataType.FLOAT32) {
          float[] numbers = new float[(int) tensor.shape().size()];
          tensor.bytes().asFloatBuffer().get(numbers);
          floats.put(name, numbers);
        }
      }
    }
    return floats;
  }

  private static void assertClose(String name, float[] ours, float[] theirs) {
    float largest = 0;
    float difference = 0;
    for (int i = 0; i < ours.length; i++) {
      largest = Math.max(largest, Math.abs(theirs[i]));
      difference = Math.max(difference, Math.abs(ours[i] - theirs[i]));
    }
    assertThat(difference).as(name).isLessThanOrEqualTo(1e-3f * largest);
  }
}
