/**
 * What survives the process: the whole state of a training in one file, and the folder of such
 * files that a run goes on from.
 *
 * <p>Takes its arrays from {@code model}, {@code average} and {@code data}; {@code train} says when
 * to save.
 */
package cellwise.checkpoint;
