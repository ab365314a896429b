/**
 * {@code %maven} and its like: how Maven's own libraries resolve what a cell names. {@link
 * cellwise.kernel.magic.maven.MavenMagics} is its door.
 */
package cellwise.kernel.magic.maven;
