package cellwise.recipe;

import ai.djl.Device;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import cellwise.data.Distortion;
import cellwise.data.Pictures;
import cellwise.data.Shard;
import cellwise.engine.Devices;
import cellwise.loss.L2Penalty;
import cellwise.loss.SmoothedCrossEntropy;
import cellwise.loss.TotalLoss;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.model.NetworkBuilder;
import cellwise.model.VggNet;
import cellwise.optim.ExponentialDecay;
import cellwise.optim.GradientDescent;
import cellwise.optim.Momentum;
import cellwise.optim.Optimizer;
import cellwise.optim.PiecewiseLinear;
import java.util.List;

/**
 * The ingredients of a training, all but the pictures and how many. A variant is made of another
 * recipe by changing an ingredient: {@code fast().withDistortion(Distortion.training())}.
 *
 * @param name as the command line has it
 * @param network builds it
 * @param loss what is made smaller; names layers of that network
 * @param optimizer changes the variables
 * @param distortion makes a batch of training pictures
 * @param averagesDecay of the moving averages
 */
public record Recipe(
    String name,
    NetworkBuilder network,
    TotalLoss loss,
    OptimizerFactory optimizer,
    Distortion distortion,
    float averagesDecay) {
  private static final int EPOCHS_PER_DECAY = 350;

  /** Makes what changes the variables. */
  @FunctionalInterface
  public interface OptimizerFactory {
    /**
     * Makes it.
     *
     * @param net whose variables it changes
     * @param batchesPerEpoch the training pictures by those of a batch
     * @param steps how many there will be in all
     */
    Optimizer optimizer(Network net, double batchesPerEpoch, long steps);
  }

  /** Returns the recipes that have a name, the tutorial's first. */
  public static List<Recipe> all() {
    return List.of(tutorial(), fast());
  }

  /** Returns the tutorial's. */
  public static Recipe tutorial() {
    return new Recipe(
        "tutorial",
        CifarNet::build,
        crossEntropy().plus(L2Penalty.on("local3", 0.004f)).plus(L2Penalty.on("local4", 0.004f)),
        (net, batchesPerEpoch, steps) -> {
          int decaySteps = (int) (batchesPerEpoch * EPOCHS_PER_DECAY);
          return GradientDescent.of(ExponentialDecay.staircase(0.1f, 0.1f, decaySteps));
        },
        Distortion.training(),
        0.9999f);
  }

  /** Returns the one for precision in minutes. What it reaches is in docs/results.md. */
  public static Recipe fast() {
    return new Recipe(
        "fast",
        VggNet::build,
        TotalLoss.of(SmoothedCrossEntropy.of(0.1f)).plus(L2Penalty.on(VggNet.LAYERS, 5e-4f)),
        (net, batchesPerEpoch, steps) ->
            Momentum.of(net, PiecewiseLinear.oneCycle(0.1f, steps), 0.9f),
        Distortion.randomCrop(Distortion.CROP)
            .then(Distortion.randomFlip())
            .then(Distortion.standardize()),
        0.999f);
  }

  /** Returns the loss of the logits alone, the first term of the tutorial's. */
  public static TotalLoss crossEntropy() {
    return TotalLoss.of(new SoftmaxCrossEntropyLoss("cross_entropy"));
  }

  /** Returns it with another name. */
  public Recipe withName(String other) {
    return new Recipe(other, network, loss, optimizer, distortion, averagesDecay);
  }

  /** Returns it with another network, whose layers the loss must name. */
  public Recipe withNetwork(NetworkBuilder other) {
    return new Recipe(name, other, loss, optimizer, distortion, averagesDecay);
  }

  /** Returns it with another loss. */
  public Recipe withLoss(TotalLoss other) {
    return new Recipe(name, network, other, optimizer, distortion, averagesDecay);
  }

  /** Returns it with another optimizer. */
  public Recipe withOptimizer(OptimizerFactory other) {
    return new Recipe(name, network, loss, other, distortion, averagesDecay);
  }

  /** Returns it with another distortion. */
  public Recipe withDistortion(Distortion other) {
    return new Recipe(name, network, loss, optimizer, other, averagesDecay);
  }

  /** Returns it with moving averages of another decay. */
  public Recipe withAveragesDecay(float other) {
    return new Recipe(name, network, loss, optimizer, distortion, other);
  }

  /**
   * Builds its network, with fresh variables, for the channels and classes of some pictures.
   *
   * @param seed decides the first weights
   * @param device where its variables are to be
   * @return the network, which the caller closes
   */
  public Network networkFor(Pictures pictures, long seed, Device device) {
    int channels = pictures.train().picture(0).channels();
    return network.build(seed, channels, pictures.classes().size(), device);
  }

  /**
   * Puts a training together, on the {@linkplain Devices#usual usual} device; makes no step yet.
   *
   * @param pictures stay the caller's
   * @param batchSize pictures a step, positive
   * @param steps how many there will be in all; the rate may depend on it
   * @param seed decides first weights, order and distortions
   */
  public Training training(Pictures pictures, int batchSize, long steps, long seed) {
    return training(pictures, batchSize, steps, seed, Devices.usual());
  }

  /**
   * Puts such a training together on a device.
   *
   * @throws IllegalArgumentException if it is a GPU that there is not
   */
  public Training training(Pictures pictures, int batchSize, long steps, long seed, Device device) {
    return new Training(
        this, pictures, batchSize, steps, seed, Shard.WHOLE, Devices.require(device));
  }

  /**
   * Puts such a training together for one of several processes that share each batch.
   *
   * @param batchSize pictures a step, of all shards together
   * @param shard this process's share of them
   * @throws IllegalArgumentException if the batches cannot be shared equally
   */
  public Training training(Pictures pictures, int batchSize, long steps, long seed, Shard shard) {
    return new Training(this, pictures, batchSize, steps, seed, shard, Devices.usual());
  }

  @Override
  public String toString() {
    return name;
  }
}
