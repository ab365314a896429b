/**
 * Threads that work beside a notebook's cells and outlive them.
 *
 * <p>First in the flow: imports no other package of the library.
 */
package cellwise.threads;
