import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import cellwise.average.MovingAverages;
import cellwise.data.Batches;
import cellwise.data.Cifar10;
import cellwise.data.Distortion;
import cellwise.data.Pictures;
import cellwise.data.Shapes10;
import cellwise.eval.Evaluation;
import cellwise.loss.L2Penalty;
import cellwise.loss.TotalLoss;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.optim.GradientDescent;
import cellwise.optim.LearningRate;
import cellwise.optim.Momentum;
import cellwise.optim.Optimizer;
import cellwise.optim.PiecewiseLinear;
import cellwise.show.Charts;
import cellwise.train.DivergedException;
import cellwise.train.Hook;
import cellwise.train.Session;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** Trains the fast recipe whole and with one ingredient changed; run by environment/recipe. */
final class RecipeTable {
  private static final float PEAK = 0.1f;
  private static final Distortion CROP = Distortion.randomCrop(Distortion.CROP);
  private static final Distortion CROP_AND_FLIP = CROP.then(Distortion.randomFlip());

  /** A way to train; the optimizer is made of the network and the number of steps. */
  private record Way(
      String name,
      int batchSize,
      Distortion distortion,
      float averagesDecay,
      float weightDecay,
      OptimizerFactory factory) {}

  private interface OptimizerFactory {
    Optimizer optimizer(Network net, long steps);
  }

  private static final Way FAST = way("the fast recipe", 256, CROP_AND_FLIP, momentum(PEAK));

  private static final List<Way> CHANGED =
      List.of(
          way("without momentum, three times the rate", 256, CROP_AND_FLIP, descent(3 * PEAK)),
          way("a rate that stays, a third of the peak", 256, CROP_AND_FLIP, constant(PEAK / 3)),
          way("batches of 128, half the rate", 128, CROP_AND_FLIP, momentum(PEAK / 2)),
          new Way(
              "a quarter of the weight decay", 256, CROP_AND_FLIP, 0.999f, 0.001f, momentum(PEAK)),
          way("no flips", 256, CROP, momentum(PEAK)),
          way(
              "the tutorial's brightness and contrast too",
              256,
              CROP_AND_FLIP
                  .then(Distortion.randomBrightness(63))
                  .then(Distortion.randomContrast(0.2f, 1.8f)),
              momentum(PEAK)),
          new Way(
              "the tutorial's own recipe",
              128,
              CROP_AND_FLIP
                  .then(Distortion.randomBrightness(63))
                  .then(Distortion.randomContrast(0.2f, 1.8f)),
              0.9999f,
              0.004f,
              (net, steps) -> GradientDescent.of(step -> 0.1f)));

  public static void main(String[] arguments) throws Exception {
    int epochs = Integer.parseInt(arguments[0]);
    boolean isWhole = arguments.length > 2;
    String folder = System.getenv("CELLWISE_CIFAR10");
    Pictures pictures = folder == null ? Shapes10.open() : Cifar10.open(Path.of(folder));
    System.out.printf("%d epochs of %s%n", epochs, pictures);
    System.out.printf("%-46s %10s %10s %8s%n", "", "averaged", "raw", "seconds");
    List<Charts.Curve> curves = new ArrayList<>();
    curves.add(train(FAST, pictures, epochs));
    if (!isWhole) {
      for (Way way : CHANGED) {
        curves.add(train(way, pictures, epochs));
      }
    }
    String html =
        Charts.curves(
                "%s, %d epochs: averaged precision @ 1".formatted(pictures.name(), epochs),
                "training (minutes)",
                "share of test pictures",
                isWhole ? curves : List.of(curves.get(0), curves.get(curves.size() - 1)),
                List.of())
            .html();
    String png = html.replaceAll("(?s).*;base64,([^\"]*)\".*", "$1");
    Files.write(Path.of(arguments[1]), Base64.getDecoder().decode(png));
    System.exit(0);
  }

  /** Returns the precision after each epoch, over the minutes of training without evaluation. */
  private static Charts.Curve train(Way way, Pictures pictures, int epochs) {
    Distortion distortion = way.distortion().then(Distortion.standardize());
    try (Batches batches = pictures.train().stream(way.batchSize(), distortion, 1);
        Network net = CifarNet.build(1)) {
      long stepsPerEpoch = pictures.train().size() / way.batchSize();
      TotalLoss loss =
          TotalLoss.of(new SoftmaxCrossEntropyLoss("cross_entropy"))
              .plus(L2Penalty.on(net, "local3", way.weightDecay()))
              .plus(L2Penalty.on(net, "local4", way.weightDecay()));
      Optimizer optimizer = way.factory().optimizer(net, epochs * stepsPerEpoch);
      MovingAverages averages = MovingAverages.of(net, way.averagesDecay());
      Session session = Session.of(net, loss, optimizer, batches).with(averages).with(Hook.stopOnNaN());
      double[] minutes = new double[epochs];
      double[] precision = new double[epochs];
      for (int epoch = 0; epoch < epochs; epoch++) {
        double before = epoch == 0 ? 0 : minutes[epoch - 1];
        try {
          minutes[epoch] = before + session.run(stepsPerEpoch).seconds() / 60;
        } catch (DivergedException e) {
          System.out.printf("%-46s %10s in epoch %d%n", way.name(), "diverged", epoch + 1);
          return new Charts.Curve(
              way.name(), Arrays.copyOf(minutes, epoch), Arrays.copyOf(precision, epoch));
        }
        precision[epoch] = Evaluation.of(net, averages, pictures.test()).precisionAt1();
        System.err.printf(
            Locale.ROOT,
            "%s, epoch %d: %.4f after %.1f minutes%n",
            way.name(),
            epoch + 1,
            precision[epoch],
            minutes[epoch]);
      }
      System.out.printf(
          Locale.ROOT,
          "%-46s %10.4f %10.4f %8.0f%n",
          way.name(),
          precision[epochs - 1],
          Evaluation.of(net, pictures.test()).precisionAt1(),
          60 * minutes[epochs - 1]);
      return new Charts.Curve(way.name(), minutes, precision);
    }
  }

  private static Way way(String name, int batchSize, Distortion distortion, OptimizerFactory factory) {
    return new Way(name, batchSize, distortion, 0.999f, 0.004f, factory);
  }

  private static OptimizerFactory momentum(float peak) {
    return (net, steps) -> Momentum.of(net, upAndDown(peak, steps), 0.9f);
  }

  private static OptimizerFactory descent(float peak) {
    return (net, steps) -> GradientDescent.of(upAndDown(peak, steps));
  }

  private static OptimizerFactory constant(float rate) {
    return (net, steps) -> Momentum.of(net, step -> rate, 0.9f);
  }

  private static LearningRate upAndDown(float peak, long steps) {
    return PiecewiseLinear.from(peak / 10).to(Math.max(1, steps / 5), peak).to(steps + 1, 0);
  }
}
