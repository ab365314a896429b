package cellwise.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import cellwise.model.Network;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The sum of named terms, the tutorial's {@code total_loss}. A DJL loss made of DJL losses. */
public final class TotalLoss extends Loss {
  private final List<Loss> parts;

  private TotalLoss(List<Loss> parts) {
    super(Losses.TOTAL);
    this.parts = List.copyOf(parts);
  }

  /**
   * Returns a loss of one term; its name is the term's name.
   *
   * @throws IllegalArgumentException if that is no name for a term, see {@link Losses#requireName}
   */
  public static TotalLoss of(Loss term) {
    Losses.requireName(term.getName());
    return new TotalLoss(List.of(term));
  }

  /**
   * Returns this with one more term.
   *
   * @throws IllegalArgumentException if there is a term of that name already, or it is no name for
   *     a term, or there is a penalty of another network's weights
   */
  public TotalLoss plus(Loss term) {
    Losses.requireName(term.getName());
    for (Loss part : parts) {
      if (part.getName().equals(term.getName())) {
        throw new IllegalArgumentException(
            "term " + term.getName() + " is there already: give the second one a name of its own");
      }
    }
    if (term instanceof L2Penalty penalty) {
      penalty.requireOfOneNetwork(parts);
    }
    List<Loss> more = new ArrayList<>(parts);
    more.add(term);
    return new TotalLoss(more);
  }

  /**
   * Refuses to be computed for a network that a term is not of.
   *
   * @throws IllegalArgumentException if a penalty is of the weights of another one, or a term has
   *     the name of one of its arrays
   * @throws IllegalStateException if the network is closed
   */
  public void requireOf(Network net) {
    for (Loss part : parts) {
      String name = part.getName();
      if (net.variables().containsKey(name) || net.statistics().containsKey(name)) {
        throw new IllegalArgumentException(
            "term is called %s, as an array of the network is: call it otherwise".formatted(name));
      }
      if (part instanceof L2Penalty penalty) {
        penalty.requireOf(net);
      }
    }
  }

  /**
   * Returns every term, not yet summed.
   *
   * @param labels shape {@code (n)}, counted from 0
   * @param logits shape {@code (n, classes)}
   * @return one number each, by name, in the scope of {@code logits}
   */
  public Map<String, NDArray> terms(NDArray labels, NDArray logits) {
    Map<String, NDArray> terms = new LinkedHashMap<>();
    for (Loss part : parts) {
      terms.put(part.getName(), part.evaluate(new NDList(labels), new NDList(logits)));
    }
    return terms;
  }

  /** Returns the sum of terms that {@link #terms} gave. */
  public static NDArray sum(Collection<NDArray> terms) {
    return terms.stream().reduce(NDArray::add).orElseThrow();
  }

  /** Returns the terms, with the factor of those that have one. */
  @Override
  public String toString() {
    return parts.stream().map(TotalLoss::text).collect(Collectors.joining(" + "));
  }

  private static String text(Loss part) {
    boolean hasFactor = part instanceof L2Penalty || part instanceof SmoothedCrossEntropy;
    return hasFactor ? part.toString() : part.getName();
  }

  @Override
  public NDArray evaluate(NDList labels, NDList logits) {
    return sum(terms(labels.singletonOrThrow(), logits.singletonOrThrow()).values());
  }
}
