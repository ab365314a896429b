/**
 * From logits to one number, term by term.
 *
 * <p>Takes logits from {@code model} and labels from {@code data}; gives named terms and their sum
 * to {@code optim}. What TensorFlow's tutorial kept in the graph's collection {@code losses} is a
 * list here, passed along.
 */
package cellwise.loss;
