/**
 * The network: named layers, what they compute and what they cost.
 *
 * <p>Takes the images of a {@link cellwise.data.Batch}, gives logits to {@code loss}. A {@link
 * cellwise.model.Network} holds DJL's blocks and is none, so that nobody draws its variables anew
 * past it; {@link cellwise.model.CifarNet} builds the tutorial's, {@link cellwise.model.VggNet}
 * another one.
 */
package cellwise.model;
