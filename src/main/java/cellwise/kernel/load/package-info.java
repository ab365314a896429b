/**
 * The classes of cells: changed so that they can be stopped, loaded before the class path of the
 * JVM, redefined. {@link cellwise.kernel.load.CellClasses} is its door. Knows nothing of Jupyter.
 *
 * <p>What a cell names is looked for first in what cells have added, then on the class path of the
 * JVM.
 */
package cellwise.kernel.load;
