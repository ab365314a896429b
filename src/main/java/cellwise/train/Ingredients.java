package cellwise.train;

import cellwise.data.Batches;
import cellwise.loss.TotalLoss;
import cellwise.model.Network;
import cellwise.optim.Optimizer;

/**
 * What every step of a training is made of.
 *
 * @param net what is trained
 * @param loss what is made smaller
 * @param optimizer changes the variables
 * @param batches a stream; a step takes the batches that come next
 */
public record Ingredients(Network net, TotalLoss loss, Optimizer optimizer, Batches batches) {
  /**
   * Refuses what does not belong together.
   *
   * @throws IllegalArgumentException if the loss names a layer that the network lacks, or the
   *     optimizer is of another network
   */
  public Ingredients {
    loss.requireOf(net);
    optimizer.requireOf(net);
  }
}
