/**
 * A small Jupyter kernel for Java: cells go to JShell inside this JVM, so they see the class path
 * the JVM was started with, and what they print, show or throw goes back as Jupyter messages.
 *
 * <p>The way of a cell through the rooms: {@link cellwise.kernel.wire} reads the request from its
 * socket, {@link cellwise.kernel.cell} answers it, {@link cellwise.kernel.eval} cuts the cell into
 * snippets and runs them in one thread that can be interrupted, {@link cellwise.kernel.load} loads
 * the classes that they become, and {@link cellwise.kernel.show} gives a value its forms.
 * Everything to be published goes through one queue of the wire, in the order it happened. Magics
 * become calls before a cell is cut, see {@link cellwise.kernel.magic}.
 *
 * <p>In this package stand what puts the rooms together, and what cells call. It knows nothing of
 * the library: a value of this project or of a cell's own class shows itself by a public method
 * {@code String html()}. Where a part of the base library is replaced, the replacement says why.
 */
package cellwise.kernel;
