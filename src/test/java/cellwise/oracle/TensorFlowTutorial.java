package cellwise.oracle;

import ai.djl.ndarray.NDArray;
import cellwise.data.Batch;
import cellwise.model.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The tutorial's network, loss and gradients, computed by TensorFlow from our variables and batch.
 *
 * <p>Arrays go in and come out in our layout; the graph transposes them, so that TensorFlow
 * computes in its own.
 */
final class TensorFlowTutorial implements AutoCloseable {
  /** What TensorFlow makes of one batch: loss terms and gradients, by the tutorial's names. */
  record Step(Map<String, Float> terms, Map<String, float[]> gradients) {}

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Map<String, Placeholder<TFloat32>> variables = new LinkedHashMap<>();
  private final Placeholder<TFloat32> images = tf.placeholder(TFloat32.class);
  private final Placeholder<TInt32> labels = tf.placeholder(TInt32.class);
  private final Map<String, Operand<TFloat32>> terms = new LinkedHashMap<>();
  private final List<Output<?>> gradients = new ArrayList<>();

  TensorFlowTutorial(Network net) {
    net.variables().keySet().forEach(name -> variables.put(name, tf.placeholder(TFloat32.class)));
    Operand<TFloat32> logits = logits();
    var oneHot = tf.oneHot(labels, tf.constant(10), tf.constant(1f), tf.constant(0f));
    terms.put(
        "cross_entropy",
        tf.math.mean(tf.nn.softmaxCrossEntropyWithLogits(logits, oneHot).loss(), tf.constant(0)));
    terms.put("local3/weight_loss", weightLoss("local3/weights"));
    terms.put("local4/weight_loss", weightLoss("local4/weights"));
    tf.gradients(tf.math.addN(terms.values()), variables.values())
        .iterator()
        .forEachRemaining(gradient -> gradients.add(gradient.asOutput()));
  }

  Step step(Network net, Batch batch) {
    List<Tensor> fed = new ArrayList<>();
    try (Session session = new Session(graph)) {
      Session.Runner runner = session.runner();
      variables.forEach((name, place) -> runner.feed(place, keep(fed, net.variable(name))));
      runner.feed(images, keep(fed, batch.images()));
      TInt32 classes = TInt32.vectorOf(batch.labels().toIntArray());
      fed.add(classes);
      runner.feed(labels, classes);
      terms.values().forEach(runner::fetch);
      gradients.forEach(runner::fetch);
      try (Result result = runner.run()) {
        return read(result);
      }
    } finally {
      fed.forEach(Tensor::close);
    }
  }

  private Step read(Result result) {
    Map<String, Float> values = new LinkedHashMap<>();
    Map<String, float[]> arrays = new LinkedHashMap<>();
    int i = 0;
    for (String name : terms.keySet()) {
      values.put(name, ((TFloat32) result.get(i++)).getFloat());
    }
    for (String name : variables.keySet()) {
      arrays.put(name, floats((TFloat32) result.get(i++)));
    }
    return new Step(values, arrays);
  }

  private Operand<TFloat32> logits() {
    Operand<TFloat32> conv1 = convolution("conv1", transposed(images, 0, 2, 3, 1));
    Operand<TFloat32> norm1 = lrn(pool(conv1));
    Operand<TFloat32> pool2 = pool(lrn(convolution("conv2", norm1)));
    Operand<TFloat32> reshape = tf.reshape(pool2, tf.constant(new int[] {-1, 6 * 6 * 64}));
    Operand<TFloat32> planes =
        tf.reshape(variables.get("local3/weights"), tf.constant(new int[] {384, 64, 6, 6}));
    Operand<TFloat32> local3Weights =
        tf.reshape(transposed(planes, 2, 3, 1, 0), tf.constant(new int[] {6 * 6 * 64, 384}));
    Operand<TFloat32> local3 = tf.nn.relu(dense("local3", reshape, local3Weights));
    Operand<TFloat32> local4 = tf.nn.relu(dense("local4", local3, weights("local4")));
    return dense("softmax_linear", local4, weights("softmax_linear"));
  }

  private Operand<TFloat32> convolution(String name, Operand<TFloat32> input) {
    Operand<TFloat32> kernel = transposed(variables.get(name + "/weights"), 2, 3, 1, 0);
    Operand<TFloat32> sum = tf.nn.conv2d(input, kernel, List.of(1L, 1L, 1L, 1L), "SAME");
    return tf.nn.relu(tf.nn.biasAdd(sum, variables.get(name + "/biases")));
  }

  private Operand<TFloat32> pool(Operand<TFloat32> input) {
    int[] window = {1, 3, 3, 1};
    int[] strides = {1, 2, 2, 1};
    return tf.nn.maxPool(input, tf.constant(window), tf.constant(strides), "SAME");
  }

  /**
   * Local response normalization from single operations: the gradient that TensorFlow's C++ library
   * has for its LRN operation forgets radius, alpha and beta.
   */
  private Operand<TFloat32> lrn(Operand<TFloat32> x) {
    Operand<TFloat32> pixels = tf.reshape(tf.math.square(x), tf.constant(new int[] {-1, 64}));
    Operand<TFloat32> sums = tf.reshape(tf.linalg.matMul(pixels, band()), tf.shape(x));
    Operand<TFloat32> scale =
        tf.math.add(tf.constant(1f), tf.math.mul(tf.constant(0.001f / 9), sums));
    return tf.math.mul(x, tf.math.pow(scale, tf.constant(-0.75f)));
  }

  /** Which channels count for which: those at most 4 apart. */
  private Operand<TFloat32> band() {
    float[][] band = new float[64][64];
    for (int row = 0; row < 64; row++) {
      for (int column = 0; column < 64; column++) {
        band[row][column] = Math.abs(row - column) <= 4 ? 1 : 0;
      }
    }
    return tf.constant(band);
  }

  private Operand<TFloat32> dense(String name, Operand<TFloat32> in, Operand<TFloat32> weights) {
    return tf.nn.biasAdd(tf.linalg.matMul(in, weights), variables.get(name + "/biases"));
  }

  private Operand<TFloat32> weights(String layer) {
    return transposed(variables.get(layer + "/weights"), 1, 0);
  }

  private Operand<TFloat32> weightLoss(String name) {
    return tf.math.mul(tf.nn.l2Loss(variables.get(name)), tf.constant(0.004f));
  }

  private Operand<TFloat32> transposed(Operand<TFloat32> in, int... axes) {
    return tf.linalg.transpose(in, tf.constant(axes));
  }

  static TFloat32 tensor(NDArray array) {
    return TFloat32.tensorOf(
        Shape.of(array.getShape().getShape()), DataBuffers.of(array.toFloatArray()));
  }

  static float[] floats(TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.size())];
    tensor.copyTo(DataBuffers.of(values, false, false));
    return values;
  }

  private static TFloat32 keep(List<Tensor> fed, NDArray array) {
    TFloat32 tensor = tensor(array);
    fed.add(tensor);
    return tensor;
  }

  /** Computes one operation on its own. */
  static float[] compute(java.util.function.Function<Ops, Operand<TFloat32>> graphOf) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Op op = graphOf.apply(Ops.create(graph));
      try (Result result = session.runner().fetch(((Operand<?>) op).asOutput()).run()) {
        return floats((TFloat32) result.get(0));
      }
    }
  }

  @Override
  public void close() {
    graph.close();
  }
}
