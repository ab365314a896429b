package cellwise.recipe;

import ai.djl.Device;
import cellwise.average.MovingAverages;
import cellwise.checkpoint.Checkpoints;
import cellwise.data.Batch;
import cellwise.data.Batches;
import cellwise.data.Pictures;
import cellwise.data.Shard;
import cellwise.data.Split;
import cellwise.eval.Evaluation;
import cellwise.model.Network;
import cellwise.model.Placement;
import cellwise.optim.Optimizer;
import cellwise.train.Session;
import cellwise.train.Step;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Function;

/** A training by a recipe, put together from the library's steps. Owns what it opened. */
public final class Training implements AutoCloseable {
  private final Pictures pictures;
  private final Batches batches;
  private final Network net;
  private final MovingAverages averages;
  private final String recipe;
  private Session session;

  Training(
      Recipe recipe,
      Pictures pictures,
      int batchSize,
      long steps,
      long seed,
      Shard shard,
      Device device) {
    Split train = pictures.train();
    this.pictures = pictures;
    this.recipe = recipe.name();
    batches = train.stream(batchSize, recipe.distortion(), seed, shard).on(device);
    net = recipe.networkFor(pictures, seed, device);
    try {
      averages = MovingAverages.of(net, recipe.averagesDecay());
      double batchesPerEpoch = (double) train.size() / batchSize;
      Optimizer optimizer = recipe.optimizer().optimizer(net, batchesPerEpoch, steps);
      session = Session.of(net, recipe.loss(), optimizer, batches).with(averages);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Sets how many threads distort pictures ahead; it is one if nobody says.
   *
   * @param fillers positive
   * @return this
   */
  public Training filledBy(int fillers) {
    batches.filledBy(fillers);
    return this;
  }

  /**
   * Sets how steps are made; they are plain ones if nobody says.
   *
   * @param step makes the step of the network that is trained, such as {@code net -> Towers.of(4,
   *     net)}
   * @return this
   */
  public Training with(Function<Network, Step> step) {
    session = session.with(step.apply(net));
    return this;
  }

  /** Returns what it trains on. */
  public Pictures pictures() {
    return pictures;
  }

  /** Returns what makes its steps. */
  public Session session() {
    return session;
  }

  /**
   * Keeps its session in checkpoints, as {@link Session#keptIn(Checkpoints, Consumer)} does, which
   * tell the recipe's name.
   *
   * @return the session
   * @throws IOException as there
   */
  public Session keptIn(Checkpoints checkpoints, Consumer<IOException> onFailure)
      throws IOException {
    return session.keptIn(checkpoints.ofRecipe(recipe), onFailure);
  }

  /** Returns where its network's arrays are, and what that makes of a batch of its pictures. */
  public Placement placement() {
    long position = batches.position();
    try (Batch batch = batches.next()) {
      return Placement.of(net, batch.images());
    } finally {
      batches.moveTo(position);
    }
  }

  /** Evaluates the averaged variables on the test pictures. */
  public Evaluation evaluateAveraged() {
    return Evaluation.of(net, averages, pictures.test());
  }

  /** Evaluates the variables as they are on the test pictures. */
  public Evaluation evaluateRaw() {
    return Evaluation.of(net, pictures.test());
  }

  @Override
  public void close() {
    batches.close();
    net.close(); // and the averages and what the optimizer remembers
  }
}
