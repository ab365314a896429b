/**
 * Slow shadows of fast values: moving averages of the variables, to evaluate with, and of the
 * losses, to look at.
 *
 * <p>Both come after the update of a step; neither changes how training goes on.
 */
package cellwise.average;
