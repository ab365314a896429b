package cellwise.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import cellwise.model.Network;

/**
 * A named number that training makes smaller, computed from what a network made of a batch, or from
 * its variables. It meets the network when it is computed: the same term serves every one that has
 * the layers which it names.
 *
 * <p>Its {@code toString()} is kept in checkpoints, and should say what makes it differ from
 * another one of that name.
 */
public interface LossTerm {
  /** How a term is computed, for one that is written in a line. */
  @FunctionalInterface
  interface Formula {
    /** Returns the term, as {@link LossTerm#evaluate} does. */
    NDArray evaluate(Network net, NDArray labels, NDArray logits);
  }

  /** Returns what it is recorded under, a name as {@link Losses#requireName} wants it. */
  String name();

  /**
   * Returns the term, one number.
   *
   * @param net what made the logits
   * @param labels shape {@code (n)}, counted from 0
   * @param logits shape {@code (n, classes)}; the result is in their scope
   */
  NDArray evaluate(Network net, NDArray labels, NDArray logits);

  /**
   * Refuses a network that it cannot be computed of, before anything is computed. One that looks at
   * labels and logits alone is for every network.
   *
   * @throws IllegalArgumentException if the network lacks a layer that this names
   */
  default void requireOf(Network net) {}

  /** Returns one of DJL's losses, which look at labels and logits alone; its name is the term's. */
  static LossTerm of(Loss loss) {
    return of(
        loss.getName(),
        (net, labels, logits) -> loss.evaluate(new NDList(labels), new NDList(logits)));
  }

  /**
   * Returns a term of a formula's own, such as {@code (net, labels, logits) ->
   * net.variable("local3/weights").abs().sum().mul(1e-4f)}.
   *
   * @param name which says what it is, as checkpoints keep no more of it
   */
  static LossTerm of(String name, Formula formula) {
    return new LossTerm() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public NDArray evaluate(Network net, NDArray labels, NDArray logits) {
        return formula.evaluate(net, labels, logits);
      }

      @Override
      public String toString() {
        return name;
      }
    };
  }
}
