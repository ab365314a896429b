/**
 * The magics of notebooks, {@code %maven} and its like: how they are found in a cell, what they do,
 * and how Maven's own libraries resolve what they name.
 *
 * <p>The package knows nothing of the kernel but two functions, one that runs source and one that
 * adds to the class path.
 */
package cellwise.kernel.magic;
