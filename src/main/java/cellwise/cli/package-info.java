/**
 * The same pipeline from a shell: {@code train}, {@code eval} and the notebooks' {@code kernel}.
 *
 * <p>May import every other package and is imported by none. Only here are the standard streams,
 * exit codes and the terminal known.
 */
package cellwise.cli;
