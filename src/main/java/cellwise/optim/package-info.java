/**
 * From the loss to changed variables, in two visible steps: compute gradients, apply them.
 *
 * <p>Takes a network, a loss and a batch; the optimizers are DJL's, used as they are. DJL's {@code
 * Trainer} is left out on purpose: it hides the steps that the notebooks show.
 */
package cellwise.optim;
