/**
 * From the loss to changed variables, in two visible steps: compute gradients, apply them.
 *
 * <p>Takes a network, a loss and a batch. DJL's {@code Trainer} is left out on purpose: it hides
 * the steps that the notebooks show; and so are its optimizers, which hide how many they made. An
 * {@link cellwise.optim.Optimizer} of one's own is its rate and its update, and slots if it
 * remembers something.
 */
package cellwise.optim;
