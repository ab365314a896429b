/**
 * A small Jupyter kernel for Java: cells go to JShell inside this JVM, so they see the class path
 * the JVM was started with, and what they print, show or throw goes back as Jupyter messages.
 *
 * <p>The way of a cell: {@code KernelConnection} reads the request from its socket, {@code
 * ExecuteHandler} answers it, {@code CellEvaluator} cuts the cell into snippets, {@code
 * CellControl} runs them all in one thread that can be interrupted, and everything to be published
 * passes through the one {@code PublishQueue} in the order it happened. {@code CellIo} knows which
 * request each thread's output belongs to. Where a part of the base library is replaced, the
 * replacement says why.
 *
 * <p>What a cell names is looked for in {@code CellLoader}'s and {@code CellClassPath}'s order:
 * first what cells have added, then the class path of the JVM. Magics become calls before a cell is
 * cut, see {@link cellwise.kernel.magic}.
 *
 * <p>The package knows nothing of the other packages: a value of this project or of a cell's own
 * class shows itself by a public method {@code String html()}.
 */
package cellwise.kernel;
