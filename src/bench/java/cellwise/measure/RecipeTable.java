package cellwise.measure;

import cellwise.data.Cifar10;
import cellwise.data.Distortion;
import cellwise.data.Pictures;
import cellwise.data.Shapes10;
import cellwise.loss.L2Penalty;
import cellwise.loss.SmoothedCrossEntropy;
import cellwise.loss.TotalLoss;
import cellwise.model.VggNet;
import cellwise.optim.GradientDescent;
import cellwise.optim.Momentum;
import cellwise.optim.PiecewiseLinear;
import cellwise.recipe.Recipe;
import cellwise.recipe.Training;
import cellwise.show.Charts;
import cellwise.show.Curve;
import cellwise.show.Figure;
import cellwise.train.Hook;
import cellwise.train.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Trains the fast recipe whole and with one ingredient changed; run by
 * environment/measurements/recipe.
 */
final class RecipeTable {
  private static final float PEAK = 0.1f;
  private static final float MOMENTUM = 0.9f;
  private static final int BATCH = 128;
  private static final Recipe FAST = Recipe.fast();
  private static final Recipe TUTORIAL = Recipe.tutorial();
  private static final Distortion CROP = Distortion.randomCrop(Distortion.CROP);

  /** The fast recipe but for what its name says, with what goes with that. */
  private static final List<Way> CHANGED =
      List.of(
          way(
              "the tutorial's network",
              FAST.withNetwork(TUTORIAL.network()).withLoss(TUTORIAL.loss())),
          way(
              "without momentum, ten times the rate",
              FAST.withOptimizer(
                  (net, batches, steps) ->
                      GradientDescent.of(PiecewiseLinear.oneCycle(10 * PEAK, steps)))),
          way(
              "a rate that stays, a third of the peak",
              FAST.withOptimizer(
                  (net, batches, steps) -> Momentum.of(net, step -> PEAK / 3, MOMENTUM))),
          new Way(
              FAST.withName("batches of 256, twice the rate")
                  .withOptimizer(
                      (net, batches, steps) ->
                          Momentum.of(net, PiecewiseLinear.oneCycle(2 * PEAK, steps), MOMENTUM)),
              256),
          way(
              "labels not smoothed",
              FAST.withLoss(Recipe.crossEntropy().plus(L2Penalty.on(VggNet.LAYERS, 5e-4f)))),
          way("no weight decay", FAST.withLoss(TotalLoss.of(SmoothedCrossEntropy.of(0.1f)))),
          way("no flips", FAST.withDistortion(CROP.then(Distortion.standardize()))),
          way(
              "the tutorial's brightness and contrast too",
              FAST.withDistortion(TUTORIAL.distortion())),
          way("the tutorial's own recipe", TUTORIAL));

  /** How one row of the table trains. */
  private record Way(Recipe recipe, int batchSize) {}

  private static Way way(String name, Recipe recipe) {
    return new Way(recipe.withName(name), BATCH);
  }

  public static void main(String[] arguments) throws Exception {
    int epochs = Integer.parseInt(arguments[0]);
    boolean isWhole = arguments.length > 2;
    String folder = System.getenv("CELLWISE_CIFAR10");
    Pictures pictures = folder == null ? Shapes10.open() : Cifar10.open(Path.of(folder));
    System.out.printf("%d epochs of %s%n", epochs, pictures);
    System.out.printf("%-46s %10s %10s %8s%n", "", "averaged", "raw", "seconds");
    List<Curve> curves = new ArrayList<>();
    curves.add(train(way("the fast recipe", FAST), pictures, epochs));
    if (!isWhole) {
      for (Way way : CHANGED) {
        curves.add(train(way, pictures, epochs));
      }
    }
    Figure chart =
        Charts.curves(
            "%s, %d epochs: averaged precision @ 1".formatted(pictures.name(), epochs),
            "training (minutes)",
            "share of test pictures",
            isWhole ? curves : List.of(curves.get(0), curves.get(curves.size() - 1)),
            List.of());
    Files.write(Path.of(arguments[1]), chart.png());
    System.exit(0);
  }

  /** Returns the precision after each epoch, over the minutes of training without evaluation. */
  private static Curve train(Way way, Pictures pictures, int epochs) {
    String name = way.recipe().name();
    long stepsPerEpoch = pictures.train().size() / way.batchSize();
    try (Training training =
        way.recipe().training(pictures, way.batchSize(), epochs * stepsPerEpoch, 1)) {
      Session session = training.session().with(Hook.stopOnNaN());
      double[] minutes = new double[epochs];
      double[] precision = new double[epochs];
      for (int epoch = 0; epoch < epochs; epoch++) {
        double before = epoch == 0 ? 0 : minutes[epoch - 1];
        try {
          minutes[epoch] = before + session.run(stepsPerEpoch).seconds() / 60;
          precision[epoch] = training.evaluateAveraged().precisionAt1();
        } catch (IllegalStateException e) { // by a loss or a logit that is no number
          System.out.printf("%-46s %10s in epoch %d%n", name, "diverged", epoch + 1);
          return new Curve(name, Arrays.copyOf(minutes, epoch), Arrays.copyOf(precision, epoch));
        }
        System.err.printf(
            Locale.ROOT,
            "%s, epoch %d: %.4f after %.1f minutes%n",
            name,
            epoch + 1,
            precision[epoch],
            minutes[epoch]);
      }
      System.out.printf(
          Locale.ROOT,
          "%-46s %10.4f %10.4f %8.0f%n",
          name,
          precision[epochs - 1],
          training.evaluateRaw().precisionAt1(),
          60 * minutes[epochs - 1]);
      return new Curve(name, minutes, precision);
    }
  }
}
