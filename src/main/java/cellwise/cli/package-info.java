/**
 * The same pipeline from a shell: {@code train}, {@code eval}, {@code predict}, the journal's
 * {@code runs} and the notebooks' {@code kernel}.
 *
 * <p>May import every other package of the flow and is imported by none. Only here are exit codes
 * and the terminal known.
 */
package cellwise.cli;
