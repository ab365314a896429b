/**
 * For the eye: pictures, charts and tables as HTML that any notebook shows.
 *
 * <p>Last in the flow of a notebook. Gives {@link cellwise.show.Figure}s, plain values that hold
 * their HTML; no type of any kernel appears here, so the one line {@code void show(Figure figure) {
 * display(figure.html(), "text/html"); }} shows each of them in every kernel of IJava's family.
 */
package cellwise.show;
