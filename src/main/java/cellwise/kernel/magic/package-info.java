/**
 * The magics of notebooks: how they are found in a cell, and those that need no Maven.
 *
 * <p>The package knows nothing of the kernel but two functions, one that runs source and one that
 * adds to the class path.
 */
package cellwise.kernel.magic;
