/**
 * Puts the kernel where Jupyter finds it, looks for others there, and takes it away again: {@link
 * cellwise.kernel.install.KernelSpec} writes {@code kernel.json}, copies of the jars, and the
 * archive of classes that makes the kernel start fast, {@link
 * cellwise.kernel.install.InstalledKernel} finds and removes.
 *
 * <p>Knows nothing of how the kernel works: it starts it as Jupyter would.
 */
package cellwise.kernel.install;
