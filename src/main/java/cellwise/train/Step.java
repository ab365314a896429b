package cellwise.train;

import cellwise.data.Batch;
import cellwise.loss.Losses;
import cellwise.optim.Gradients;
import java.util.function.BiConsumer;

/**
 * How one step is made: which batches are drawn, how their gradients become one, and how that
 * changes the variables. {@link #plain} is the one of a single network on a single device; several
 * replicas that share the work are another.
 *
 * <p>What a session does around it is the same for all: it counts the steps, moves the averages,
 * calls the hooks, saves.
 */
@FunctionalInterface
public interface Step {
  /**
   * What a step did.
   *
   * @param losses the mean over all its pictures, before the update
   * @param examples how many pictures these were
   */
  record Made(Losses losses, int examples) {}

  /**
   * Makes a step, on a session's thread, {@link cellwise.model.Network#alone} with the network.
   *
   * @param of the network, whose variables are changed when this returns, and what else is used
   * @param step its number, counted from 0
   * @param beforeUpdate to be called once, with a batch of the step and the gradients that will be
   *     applied, while the variables are still those that the loss was computed with
   * @throws StepNotMadeException if it cannot be made and has changed nothing
   */
  Made make(Ingredients of, long step, BiConsumer<Batch, Gradients> beforeUpdate);

  /** Makes the plain step: the next batch, its gradients, the update. */
  static Made plain(Ingredients of, long step, BiConsumer<Batch, Gradients> beforeUpdate) {
    try (Batch batch = of.batches().next();
        Gradients gradients = Gradients.compute(of.net(), of.loss(), batch)) {
      beforeUpdate.accept(batch, gradients);
      gradients.apply(of.optimizer(), step);
      return new Made(gradients.losses(), batch.size());
    }
  }
}
