/**
 * The journal: what was run, with which settings, what came of it, and what was thought.
 *
 * <p>One SQLite file for any number of runs, written and read by several processes at once. A run
 * takes the numbers of {@code summary} and the results of {@code eval}; {@code show} draws them.
 */
package cellwise.runs;
