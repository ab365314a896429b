/**
 * From bytes to batches: where pictures come from, how they are distorted, and in which order they
 * are handed out.
 *
 * <p>{@link cellwise.data.Cifar10}, {@link cellwise.data.Shapes10} and others open {@link
 * cellwise.data.Pictures}, and {@link cellwise.data.Records} of one's own become such; a {@link
 * cellwise.data.Split} of them streams {@link cellwise.data.Batch}es to {@code model}. What draws,
 * fetches and decodes lies in rooms of its own, {@code draw}, {@code fetch} and {@code file}.
 */
package cellwise.data;
