package cellwise.cli;

import cellwise.average.MovingAverages;
import cellwise.data.Batches;
import cellwise.data.Pictures;
import cellwise.eval.Evaluation;
import cellwise.model.Network;
import cellwise.optim.Optimizer;
import cellwise.summary.SummaryWriter;
import cellwise.train.Hook;
import cellwise.train.Session;

/** A training by a recipe, put together from the library's steps. Owns what it opened. */
final class Training implements AutoCloseable {
  private final Pictures pictures;
  private final Batches batches;
  private final Network net;
  private final MovingAverages averages;
  private final Session session;

  /**
   * Prepares it.
   *
   * @param steps how many there will be in all; a recipe's rate may depend on it
   */
  Training(Recipe recipe, Pictures pictures, int batchSize, long steps, long seed, int fillers) {
    this.pictures = pictures;
    batches = pictures.train().stream(batchSize, recipe.distortion(), seed).filledBy(fillers);
    net = recipe.network(seed);
    averages = MovingAverages.of(net, recipe.averagesDecay());
    Optimizer optimizer = recipe.optimizer(net, pictures.train(), batchSize, steps);
    session = Session.of(net, recipe.loss(net), optimizer, batches).with(averages);
  }

  Pictures pictures() {
    return pictures;
  }

  Session session() {
    return session;
  }

  Hook summaries(int every, SummaryWriter to) {
    return Hook.summaries(every, net, to);
  }

  Evaluation evaluateAveraged() {
    return Evaluation.of(net, averages, pictures.test());
  }

  Evaluation evaluateRaw() {
    return Evaluation.of(net, pictures.test());
  }

  @Override
  public void close() {
    batches.close();
    averages.close();
    net.close();
  }
}
