package cellwise.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import cellwise.model.Network;
import java.util.List;
import java.util.Set;

/**
 * A term that grows with the weights of one or more layers: {@code weightDecay · Σ w² / 2}, so that
 * its gradient is {@code weightDecay · w}. Biases are left alone.
 *
 * <p>Source: {@code _variable_with_weight_decay()} in the tutorial's {@code cifar10.py}. DJL's
 * {@code L2WeightDecay} has no half, and not every engine can train with it.
 *
 * @param name such as {@code conv/weight_loss}, as {@link Losses#requireName} wants it
 * @param layers one or more, each once
 * @param weightDecay the factor, finite and not negative
 */
public record L2Penalty(String name, List<String> layers, float weightDecay) implements LossTerm {
  private static final String WEIGHTS = "/weights";

  /** Keeps its own list of the layers. */
  public L2Penalty {
    Losses.requireName(name);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("layers is empty, must name at least one");
    }
    if (Set.copyOf(layers).size() < layers.size()) {
      throw new IllegalArgumentException("layers are " + layers + ", must name each once");
    }
    if (!(weightDecay >= 0 && weightDecay < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "weightDecay is " + weightDecay + ", must be finite and not negative");
    }
    layers = List.copyOf(layers);
  }

  /**
   * Returns the term {@code <layer>/weight_loss}.
   *
   * @param layer such as {@code local3}
   * @param weightDecay the factor, not negative; 0.004 in the tutorial
   */
  public static L2Penalty on(String layer, float weightDecay) {
    return new L2Penalty(termOf(layer), List.of(layer), weightDecay);
  }

  /**
   * Returns the term {@code weight_loss}, which is of several layers together. For a second one
   * there is {@code new L2Penalty}, which takes a name.
   *
   * @param layers one or more, each once
   * @param weightDecay the factor, not negative
   */
  public static L2Penalty on(List<String> layers, float weightDecay) {
    return new L2Penalty("weight_loss", layers, weightDecay);
  }

  private static String termOf(String layer) {
    return layer + "/weight_loss";
  }

  /**
   * Refuses a network without its layers.
   *
   * @throws IllegalArgumentException if a layer is not there, or has no weights
   */
  @Override
  public void requireOf(Network net) {
    for (String layer : layers) {
      if (!net.variables().containsKey(layer + WEIGHTS)) {
        throw new IllegalArgumentException(
            "the L2 penalty %s is on %s, must be on a layer that the network has weights in, %s: name one of these in L2Penalty.on(...)"
                .formatted(name, layer, layersWithWeights(net)));
      }
    }
  }

  private static List<String> layersWithWeights(Network net) {
    return net.layers().stream()
        .filter(layer -> net.variables().containsKey(layer + WEIGHTS))
        .toList();
  }

  /** Returns the term, one number, from the weights alone. */
  @Override
  public NDArray evaluate(Network net, NDArray labels, NDArray logits) {
    NDManager scope = logits.getManager();
    return layers.stream()
        .map(layer -> squares(net.variable(layer + WEIGHTS), scope))
        .reduce(NDArray::add)
        .orElseThrow()
        .mul(weightDecay / 2);
  }

  private static NDArray squares(NDArray weights, NDManager scope) {
    NDArray flat = weights.flatten();
    flat.attach(scope);
    return flat.dot(flat);
  }

  /** Returns its name, its layers unless the name tells them, and its factor. */
  @Override
  public String toString() {
    boolean isToldByName = layers.size() == 1 && name.equals(termOf(layers.get(0)));
    String ofLayers = isToldByName ? "" : " of " + String.join(", ", layers);
    return "%s%s (%s)".formatted(name, ofLayers, weightDecay);
  }
}
