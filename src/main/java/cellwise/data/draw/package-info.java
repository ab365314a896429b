/**
 * A random hand that draws shapes and digits: what Shapes-10 and Digits are made of.
 *
 * <p>{@link cellwise.data.draw.Drawn} is its door, for {@code cellwise.data} alone.
 */
package cellwise.data.draw;
