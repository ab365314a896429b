package cellwise.measure;

import cellwise.data.Pictures;
import cellwise.data.Shapes10;
import cellwise.recipe.Recipe;
import cellwise.recipe.Training;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What a step of the tutorial takes in one process, in milliseconds: {@code StepCompute BATCH...}.
 */
final class StepCompute {
  private static final int WARM = 15;
  private static final int STEPS = 40;

  private StepCompute() {}

  public static void main(String[] batches) {
    Pictures pictures = Shapes10.open();
    for (String batch : batches) {
      try (Training training =
          Recipe.tutorial().training(pictures, Integer.parseInt(batch), WARM + STEPS, 1)) {
        double[] seconds = new double[STEPS];
        training.session().run(WARM);
        int[] made = {0};
        training.session().run(STEPS, report -> seconds[made[0]++] = report.seconds());
        System.out.printf("%s %.1f%n", batch, 1e3 * median(seconds));
      }
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return IntStream.of((sorted.length - 1) / 2, sorted.length / 2)
        .mapToDouble(i -> sorted[i])
        .average()
        .orElseThrow();
  }
}
