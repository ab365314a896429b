/**
 * What a step looked like: TensorFlow's summaries, and where they are written.
 *
 * <p>Takes numbers and arrays of the packages before it; changes none of them.
 */
package cellwise.summary;
