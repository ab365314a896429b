/**
 * From bytes to batches: where pictures come from, how they are distorted, and in which order they
 * are handed out.
 *
 * <p>First in the flow: imports no other package of the library. {@link cellwise.data.Cifar10} and
 * {@link cellwise.data.Shapes10} open {@link cellwise.data.Pictures}; a {@link cellwise.data.Split}
 * of them streams {@link cellwise.data.Batch}es to {@code model}.
 */
package cellwise.data;
