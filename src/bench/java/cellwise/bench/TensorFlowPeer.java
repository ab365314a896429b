package cellwise.bench;

import cellwise.data.Batch;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.LocalResponseNormalization;
import org.tensorflow.op.nn.LocalResponseNormalizationGrad;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The tutorial's graph in TensorFlow's own layout and with its own operations: the network, the
 * loss with its L2 terms, gradient descent and the moving averages. It is fed one batch again and
 * again, distorted before the clock starts, so its steps do no work for pictures.
 */
final class TensorFlowPeer implements Peer {
  private static final long RADIUS = 4;
  private static final float ALPHA = 0.001f / 9;
  private static final float BETA = 0.75f;

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Random random = new Random(1);
  private final Map<String, Variable<TFloat32>> variables = new LinkedHashMap<>();
  private final List<Op> initializers = new ArrayList<>();
  private final List<Op> updates = new ArrayList<>();
  private final Placeholder<TFloat32> images = tf.placeholder(TFloat32.class);
  private final Placeholder<TInt32> labels = tf.placeholder(TInt32.class);
  private final Operand<TFloat32> totalLoss;
  private final Session session;
  private final TFloat32 fedImages;
  private final TInt32 fedLabels;

  TensorFlowPeer(int batch, int threads) {
    Operand<TFloat32> conv1 = convolution("conv1", images, 3, 0);
    Operand<TFloat32> pool1 = pool(conv1);
    Operand<TFloat32> norm1 = norm(pool1);
    Operand<TFloat32> conv2 = convolution("conv2", norm1, 64, 0.1f);
    Operand<TFloat32> norm2 = norm(conv2);
    Operand<TFloat32> flat = tf.reshape(pool(norm2), tf.constant(new int[] {-1, 6 * 6 * 64}));
    Operand<TFloat32> local3 = tf.nn.relu(dense("local3", flat, 6 * 6 * 64, 384, 0.04f));
    Operand<TFloat32> local4 = tf.nn.relu(dense("local4", local3, 384, 192, 0.04f));
    Operand<TFloat32> logits = dense("softmax_linear", local4, 192, 10, 1 / 192f);
    totalLoss = totalLoss(logits);

    Output<TFloat32> atNorm2 = update(totalLoss, norm2, null, "local", "softmax");
    Operand<TFloat32> atConv2 = normGradient(atNorm2, conv2, norm2);
    Output<TFloat32> atNorm1 = update(conv2, norm1, atConv2, "conv2");
    Operand<TFloat32> atPool1 = normGradient(atNorm1, pool1, norm1);
    update(pool1, null, atPool1, "conv1");

    ConfigProto config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(threads)
            .setInterOpParallelismThreads(threads)
            .build();
    session = new Session(graph, config);
    initializers.forEach(session::run);
    try (Batches batches = BenchPictures.open().train().stream(batch, Distortion.training(), 1);
        Batch pictures = batches.next()) {
      int side = Distortion.CROP;
      fedImages =
          TFloat32.tensorOf(
              Shape.of(batch, side, side, 3),
              DataBuffers.of(pictures.images().transpose(0, 2, 3, 1).toFloatArray()));
      fedLabels = TInt32.vectorOf(pictures.labels().toIntArray());
    }
  }

  private Variable<TFloat32> variable(String name, float stddev, float mean, long... shape) {
    Variable<TFloat32> variable = tf.variable(Shape.of(shape), TFloat32.class);
    float[] values = new float[Math.toIntExact(Shape.of(shape).size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = mean + stddev * (float) random.nextGaussian();
    }
    Operand<TFloat32> first = tf.constant(Shape.of(shape), DataBuffers.of(values));
    initializers.add(tf.assign(variable, first));
    variables.put(name, variable);
    return variable;
  }

  private Operand<TFloat32> convolution(
      String name, Operand<TFloat32> in, long channels, float bias) {
    Operand<TFloat32> kernel = variable(name + "/weights", 0.05f, 0, 5, 5, channels, 64);
    Operand<TFloat32> sum = tf.nn.conv2d(in, kernel, List.of(1L, 1L, 1L, 1L), "SAME");
    return tf.nn.relu(tf.nn.biasAdd(sum, variable(name + "/biases", 0, bias, 64)));
  }

  private Operand<TFloat32> pool(Operand<TFloat32> in) {
    int[] window = {1, 3, 3, 1};
    int[] strides = {1, 2, 2, 1};
    return tf.nn.maxPool(in, tf.constant(window), tf.constant(strides), "SAME");
  }

  private Operand<TFloat32> norm(Operand<TFloat32> in) {
    return tf.nn.localResponseNormalization(
        in,
        LocalResponseNormalization.depthRadius(RADIUS),
        LocalResponseNormalization.bias(1f),
        LocalResponseNormalization.alpha(ALPHA),
        LocalResponseNormalization.beta(BETA));
  }

  /** Spelled out, since the gradient that the binding makes for it forgets all four numbers. */
  private Operand<TFloat32> normGradient(
      Operand<TFloat32> gradient, Operand<TFloat32> in, Operand<TFloat32> out) {
    return LocalResponseNormalizationGrad.create(
        tf.scope(),
        gradient,
        in,
        out,
        LocalResponseNormalizationGrad.depthRadius(RADIUS),
        LocalResponseNormalizationGrad.bias(1f),
        LocalResponseNormalizationGrad.alpha(ALPHA),
        LocalResponseNormalizationGrad.beta(BETA));
  }

  private Operand<TFloat32> dense(
      String name, Operand<TFloat32> in, long inputs, long units, float stddev) {
    Operand<TFloat32> weights = variable(name + "/weights", stddev, 0, inputs, units);
    Operand<TFloat32> biases = variable(name + "/biases", 0, units == 10 ? 0 : 0.1f, units);
    return tf.nn.biasAdd(tf.linalg.matMul(in, weights), biases);
  }

  private Operand<TFloat32> totalLoss(Operand<TFloat32> logits) {
    var oneHot = tf.oneHot(labels, tf.constant(10), tf.constant(1f), tf.constant(0f));
    var crossEntropy = tf.nn.softmaxCrossEntropyWithLogits(logits, oneHot).loss();
    return tf.math.addN(
        List.of(
            tf.math.mean(crossEntropy, tf.constant(0)),
            weightLoss("local3/weights"),
            weightLoss("local4/weights")));
  }

  private Operand<TFloat32> weightLoss(String name) {
    return tf.math.mul(tf.nn.l2Loss(variables.get(name)), tf.constant(0.004f));
  }

  /**
   * Adds the gradients of some layers, their update and their averages to the graph.
   *
   * @param inner where the gradient is wanted as well, or null
   * @param given the gradient of {@code of}, or null for 1
   * @return the gradient at {@code inner}
   */
  private Output<TFloat32> update(
      Operand<TFloat32> of, Operand<TFloat32> inner, Operand<TFloat32> given, String... layers) {
    List<String> names =
        variables.keySet().stream()
            .filter(name -> List.of(layers).stream().anyMatch(name::startsWith))
            .toList();
    List<Operand<TFloat32>> wanted = new ArrayList<>();
    names.forEach(name -> wanted.add(variables.get(name)));
    if (inner != null) {
      wanted.add(inner);
    }
    Gradients gradients =
        given == null
            ? tf.gradients(of, wanted)
            : tf.gradients(List.of(of), wanted, Gradients.dx(List.of(given)));
    for (int i = 0; i < names.size(); i++) {
      Output<TFloat32> gradient = gradients.dy(i);
      update(variables.get(names.get(i)), gradient);
    }
    return inner == null ? null : gradients.dy(names.size());
  }

  private void update(Variable<TFloat32> variable, Output<TFloat32> gradient) {
    Variable<TFloat32> average = tf.variable(variable.asOutput().shape(), TFloat32.class);
    initializers.add(tf.assign(average, tf.zerosLike(variable)));
    Operand<TFloat32> updated =
        tf.train.applyGradientDescent(variable, tf.constant(0.1f), gradient);
    Operand<TFloat32> step = tf.math.mul(tf.math.sub(average, updated), tf.constant(1 - 0.9999f));
    updates.add(tf.assignSub(average, step));
  }

  @Override
  public void step() {
    Session.Runner runner = session.runner().feed(images, fedImages).feed(labels, fedLabels);
    updates.forEach(runner::addTarget);
    try (Result result = runner.fetch(totalLoss).run()) {
      ((TFloat32) result.get(0)).getFloat();
    }
  }

  @Override
  public void close() {
    fedImages.close();
    fedLabels.close();
    session.close();
    graph.close();
  }
}
