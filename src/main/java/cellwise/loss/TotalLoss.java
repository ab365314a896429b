package cellwise.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.training.loss.Loss;
import cellwise.model.Network;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The sum of named terms, the tutorial's {@code total_loss}. Of no network, so for every one. */
public final class TotalLoss {
  private final List<LossTerm> parts;

  private TotalLoss(List<LossTerm> parts) {
    this.parts = parts;
  }

  /**
   * Returns a loss of one term; its name is the term's name.
   *
   * @throws IllegalArgumentException if that is no name for a term, see {@link Losses#requireName}
   */
  public static TotalLoss of(LossTerm term) {
    return new TotalLoss(List.of()).plus(term);
  }

  /** Returns a loss of one term, which is one of DJL's. */
  public static TotalLoss of(Loss term) {
    return of(LossTerm.of(term));
  }

  /**
   * Returns this with one more term.
   *
   * @throws IllegalArgumentException if there is a term of that name already, or it is no name for
   *     a term
   */
  public TotalLoss plus(LossTerm term) {
    Losses.requireName(term.name());
    for (LossTerm part : parts) {
      if (part.name().equals(term.name())) {
        throw new IllegalArgumentException(
            "term " + term.name() + " is there already: give the second one a name of its own");
      }
    }
    List<LossTerm> more = new ArrayList<>(parts);
    more.add(term);
    return new TotalLoss(List.copyOf(more));
  }

  /** Returns this with one more term, which is one of DJL's. */
  public TotalLoss plus(Loss term) {
    return plus(LossTerm.of(term));
  }

  /**
   * Refuses to be computed for a network that a term does not fit.
   *
   * @throws IllegalArgumentException if a term names a layer that the network lacks, or has the
   *     name of one of its arrays
   * @throws IllegalStateException if the network is closed
   */
  public void requireOf(Network net) {
    Map<String, NDArray> arrays = net.arrays();
    for (LossTerm part : parts) {
      if (arrays.containsKey(part.name())) {
        throw new IllegalArgumentException(
            "term is called %s, as an array of the network is: call it otherwise"
                .formatted(part.name()));
      }
      part.requireOf(net);
    }
  }

  /**
   * Returns every term, not yet summed.
   *
   * @param net what made the logits
   * @param labels shape {@code (n)}, counted from 0
   * @param logits shape {@code (n, classes)}
   * @return one number each, by name, in the scope of {@code logits}
   * @throws IllegalArgumentException if one is not one number
   */
  public Map<String, NDArray> terms(Network net, NDArray labels, NDArray logits) {
    net.requireOpen();
    Map<String, NDArray> terms = new LinkedHashMap<>();
    for (LossTerm part : parts) {
      terms.put(part.name(), requireNumber(part, part.evaluate(net, labels, logits)));
    }
    return terms;
  }

  private static NDArray requireNumber(LossTerm part, NDArray value) {
    if (value.size() != 1) {
      throw new IllegalArgumentException(
          "term %s is of shape %s, must be one number: let it end with .sum() or .mean()"
              .formatted(part.name(), value.getShape()));
    }
    return value;
  }

  /** Returns the sum of terms that {@link #terms} gave. */
  public static NDArray sum(Collection<NDArray> terms) {
    return terms.stream().reduce(NDArray::add).orElseThrow();
  }

  /** Returns the terms, with the factor of those that have one. */
  @Override
  public String toString() {
    return parts.stream().map(LossTerm::toString).collect(Collectors.joining(" + "));
  }
}
