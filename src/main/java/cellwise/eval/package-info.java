/**
 * How good a network is: over all pictures of a split, each counted once.
 *
 * <p>Takes a network, with its averages or without, and a split from {@code data}; gives a record
 * to {@code show}.
 */
package cellwise.eval;
