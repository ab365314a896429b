/**
 * What happens to the request to run a cell: it is counted, run, answered and remembered, and what
 * it prints, shows and reads is its own. {@link cellwise.kernel.cell.ExecuteHandler} is its door.
 */
package cellwise.kernel.cell;
