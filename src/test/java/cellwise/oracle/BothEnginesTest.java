package cellwise.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import cellwise.OtherEngine;
import cellwise.Tutorial;
import cellwise.train.Hook;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code -Dcellwise.batch=128} compares larger batches. */
class BothEnginesTest {
  private static final int STEPS = 50;
  private static final int BATCH = Integer.getInteger("cellwise.batch", 32);

  /** Prints the loss of every step. */
  static final class Losses {
    public static void main(String[] batch) {
      losses(Integer.parseInt(batch[0])).forEach(System.out::println);
    }
  }

  private static List<Float> losses(int batch) {
    List<Float> losses = new ArrayList<>();
    try (Tutorial tutorial = new Tutorial(batch, 1)) {
      tutorial.session.run(STEPS, Hook.every(1, report -> losses.add(report.losses().total())));
    }
    return losses;
  }

  @Test
  void haveTheSameLossesFromTheSameWeights() throws Exception {
    List<String> theirs = OtherEngine.run(Losses.class, "" + BATCH);
    List<Float> ours = losses(BATCH);
    assertThat(theirs).hasSize(STEPS);
    double furthest = 0;
    for (int step = 0; step < STEPS; step++) {
      double ratio = Double.parseDouble(theirs.get(step)) / ours.get(step);
      furthest = Math.max(furthest, Math.abs(ratio - 1));
      assertThat(Math.abs(ratio - 1)).as("step " + step).isLessThan(1e-3);
    }
    System.out.printf("batches of %d: losses differ by at most %.1e%n", BATCH, furthest);
    assertThat(ours.get(STEPS - 1)).isLessThan(ours.get(0));
  }
}
