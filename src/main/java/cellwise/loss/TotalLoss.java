package cellwise.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
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

  /** Returns a loss of one term; its name is the term's name. */
  public static TotalLoss of(Loss term) {
    return new TotalLoss(List.of(term));
  }

  /**
   * Returns this with one more term.
   *
   * @throws IllegalArgumentException if there is a term of that name already
   */
  public TotalLoss plus(Loss term) {
    for (Loss part : parts) {
      if (part.getName().equals(term.getName())) {
        throw new IllegalArgumentException(
            "term " + term.getName() + " is there already: give the second one a name of its own");
      }
    }
    List<Loss> more = new ArrayList<>(parts);
    more.add(term);
    return new TotalLoss(more);
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
