/**
 * The journal: what was run, with which settings, what came of it, and what was thought.
 *
 * <p>One SQLite file for any number of runs, written and read by several processes at once: the
 * {@code Journal}. A {@code Run} is what it knew of one at a moment, a {@code RunWriter} writes the
 * one that this process is at. It takes the numbers of {@code summary} and the results of {@code
 * eval}; {@code show} draws them.
 */
package cellwise.runs;
