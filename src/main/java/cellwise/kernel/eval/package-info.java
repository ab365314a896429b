/**
 * Runs cells in JShell, in one thread that can be interrupted, and says in words what went wrong.
 * {@link cellwise.kernel.eval.CellEvaluator} is its door. Knows nothing of Jupyter.
 */
package cellwise.kernel.eval;
