/**
 * The network: named layers, what they compute and what they cost.
 *
 * <p>Takes the images of a {@link cellwise.data.Batch}, gives logits to {@code loss}. A {@link
 * cellwise.model.Network} is a DJL block; {@link cellwise.model.CifarNet} builds the tutorial's,
 * {@link cellwise.model.VggNet} another one.
 */
package cellwise.model;
