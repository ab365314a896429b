package cellwise.summary;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import cellwise.loss.Tags;
import cellwise.model.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The summaries that the tutorial takes of its arrays, under its tags. What is a number for each
 * step, such as a loss, is in the step's own report.
 *
 * <p>An array with a number that is NaN or infinite has no histogram: it is passed over, so that of
 * a model that diverges the rest is seen.
 */
public final class Summaries {
  private Summaries() {}

  /**
   * Returns of each layer that has variables the histogram of what it gives when it is not
   * training, {@code conv1/activations}, and the share of exact zeros in it, {@code
   * conv1/sparsity}.
   *
   * <p>Source: {@code _activation_summary()} in the tutorial's {@code cifar10.py}.
   *
   * @param images shape {@code (n, channels, height, width)}; runs them through the network
   */
  public static List<Summary> activations(Network net, NDArray images) {
    try (NDManager scope = images.getManager().newSubManager()) {
      scope.tempAttachAll(images); // what a layer computes on its way goes with the scope
      return net.alone(() -> activationsOf(net, images));
    }
  }

  private static List<Summary> activationsOf(Network net, NDArray images) {
    List<Summary> summaries = new ArrayList<>();
    Map<String, NDArray> outputs = net.outputs(images);
    outputs.forEach(
        (layer, output) -> {
          if (net.variables().keySet().stream().anyMatch(name -> name.startsWith(layer + "/"))) {
            float[] values = output.toFloatArray();
            addHistogram(summaries, layer + Tags.ACTIVATIONS, values);
            summaries.add(new Scalar(layer + Tags.SPARSITY, sparsity(values)));
          }
        });
    return summaries;
  }

  /**
   * Returns the share of numbers that are exactly 0, TensorFlow's {@code tf.nn.zero_fraction}.
   *
   * @return from 0 to 1; NaN if there is no number
   */
  public static float sparsity(float[] values) {
    long zeros = IntStream.range(0, values.length).filter(i -> values[i] == 0).count();
    return (float) ((double) zeros / values.length);
  }

  /** Returns the histogram of each variable, {@code conv1/weights}. */
  public static List<Summary> variables(Network net) {
    return net.alone(() -> histograms(net.variables(), ""));
  }

  /**
   * Returns the histogram of each gradient, {@code conv1/weights/gradients}.
   *
   * @param gradients by the names of their variables
   */
  public static List<Summary> gradients(Map<String, NDArray> gradients) {
    return histograms(gradients, Tags.GRADIENTS);
  }

  private static List<Summary> histograms(Map<String, NDArray> arrays, String suffix) {
    List<Summary> histograms = new ArrayList<>();
    arrays.forEach((name, array) -> addHistogram(histograms, name + suffix, array.toFloatArray()));
    return histograms;
  }

  private static void addHistogram(List<Summary> summaries, String tag, float[] values) {
    if (IntStream.range(0, values.length).allMatch(i -> Float.isFinite(values[i]))) {
      summaries.add(Histogram.of(tag, values));
    }
  }
}
