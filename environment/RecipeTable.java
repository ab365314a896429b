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
import cellwise.model.VggNet;
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
import java.util.function.LongFunction;

/** Trains the fast recipe whole and with one ingredient changed; run by environment/recipe. */
final class RecipeTable {
  private static final float PEAK = 0.1f;
  private static final Distortion CROP = Distortion.randomCrop(Distortion.CROP);
  private static final Distortion CROP_AND_FLIP = CROP.then(Distortion.randomFlip());
  private static final Distortion AS_IN_THE_TUTORIAL =
      CROP_AND_FLIP
          .then(Distortion.randomBrightness(63))
          .then(Distortion.randomContrast(0.2f, 1.8f));
  private static final List<String> LOCALS = List.of("local3", "local4");

  /** A way to train; the optimizer is made of the network and the number of steps. */
  private record Way(
      String name,
      LongFunction<Network> network,
      List<String> decayedLayers,
      float weightDecay,
      int batchSize,
      Distortion distortion,
      float averagesDecay,
      OptimizerFactory factory) {}

  private interface OptimizerFactory {
    Optimizer optimizer(Network net, long steps);
  }

  private static final Way FAST = vgg("the fast recipe", 5e-4f, 128, CROP_AND_FLIP, momentum(PEAK));

  private static final List<Way> CHANGED =
      List.of(
          new Way(
              "the tutorial's network",
              CifarNet::build,
              LOCALS,
              0.004f,
              128,
              CROP_AND_FLIP,
              0.999f,
              momentum(PEAK)),
          vgg("without momentum, ten times the rate", 5e-4f, 128, CROP_AND_FLIP, descent(10 * PEAK)),
          vgg("a rate that stays, a third of the peak", 5e-4f, 128, CROP_AND_FLIP, constant(PEAK / 3)),
          vgg("batches of 256, twice the rate", 5e-4f, 256, CROP_AND_FLIP, momentum(2 * PEAK)),
          vgg("no weight decay", 0, 128, CROP_AND_FLIP, momentum(PEAK)),
          vgg("no flips", 5e-4f, 128, CROP, momentum(PEAK)),
          vgg(
              "the tutorial's brightness and contrast too",
              5e-4f,
              128,
              AS_IN_THE_TUTORIAL,
              momentum(PEAK)),
          new Way(
              "the tutorial's own recipe",
              CifarNet::build,
              LOCALS,
              0.004f,
              128,
              AS_IN_THE_TUTORIAL,
              0.9999f,
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
        Network net = way.network().apply(1)) {
      long stepsPerEpoch = pictures.train().size() / way.batchSize();
      TotalLoss loss = TotalLoss.of(new SoftmaxCrossEntropyLoss("cross_entropy"));
      for (String layer : way.decayedLayers()) {
        loss = loss.plus(L2Penalty.on(net, layer, way.weightDecay()));
      }
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

  private static Way vgg(
      String name, float weightDecay, int batchSize, Distortion distortion, OptimizerFactory factory) {
    return new Way(
        name,
        VggNet::build,
        VggNet.LAYERS,
        weightDecay,
        batchSize,
        distortion,
        0.999f,
        factory);
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
