/**
 * Trainings put together from the steps: the tutorial's and a fast one, and variants of them.
 *
 * <p>Takes steps from every package before it; gives a session to whoever runs it, such as the
 * command line. A notebook shows the steps one by one instead.
 */
package cellwise.recipe;
