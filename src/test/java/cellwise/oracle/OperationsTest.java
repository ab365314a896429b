package cellwise.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import cellwise.data.Distortion;
import cellwise.data.Pixels;
import cellwise.data.Shapes10;
import cellwise.model.CifarNet;
import cellwise.model.LocalResponseNorm;
import cellwise.model.Network;
import cellwise.optim.Momentum;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.LocalResponseNormalization;
import org.tensorflow.op.nn.LocalResponseNormalizationGrad;
import org.tensorflow.types.TFloat32;

/** Single operations against TensorFlow's. */
class OperationsTest {
  private static final float ALPHA = 0.001f / 9;

  private final Pixels pixels = Shapes10.open(10).train().picture(7).pixels();

  @Test
  void normalizesAsTensorFlowsLrnForwardAndBackward() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Shape shape = new Shape(2, 64, 3, 3);
      NDArray x = manager.create(normal(shape, 60), shape);
      NDArray weights = manager.create(normal(shape, 1), shape);
      x.setRequiresGradient(true);
      NDArray y;
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        y = lrn(manager, new LocalResponseNorm(4, 1, ALPHA, 0.75f), x);
        collector.backward(y.mul(weights).sum());
      }
      assertClose(y.toFloatArray(), tensorFlowsLrn(x), 1e-4);
      assertClose(x.getGradient().toFloatArray(), tensorFlowsLrnGradient(weights, x, y), 1e-5);
    }
  }

  @Test
  void normalizesWithAnyExponent() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray x = manager.create(new float[] {1, 2, 3}, new Shape(1, 3, 1, 1));
      float[] y = lrn(manager, new LocalResponseNorm(1, 2, 0.5f, 0.5f), x).toFloatArray();
      assertThat(y[0]).isCloseTo((float) (1 / Math.sqrt(2 + 0.5 * (1 + 4))), within(1e-6f));
      assertThat(y[1]).isCloseTo((float) (2 / Math.sqrt(2 + 0.5 * (1 + 4 + 9))), within(1e-6f));
      assertThat(y[2]).isCloseTo((float) (3 / Math.sqrt(2 + 0.5 * (4 + 9))), within(1e-6f));
    }
  }

  @Test
  void stretchesContrastAsTensorFlow() {
    Pixels ours = Distortion.contrast(pixels, 1.7f);
    float[] theirs =
        TensorFlowTutorial.compute(
            tf -> planes(tf, tf.image.adjustContrast(rows(tf, pixels), tf.constant(1.7f))));
    assertClose(ours.values(), theirs, 1e-3);
  }

  @Test
  void standardizesAsTheFormulaOfTensorFlow() {
    Pixels ours = Distortion.standardize().apply(pixels, new Random(1));
    float[] theirs =
        TensorFlowTutorial.compute(
            tf -> {
              Operand<TFloat32> x = rows(tf, pixels);
              Operand<TFloat32> mean = tf.math.mean(x, tf.constant(new int[] {0, 1, 2}));
              Operand<TFloat32> off = tf.math.sub(x, mean);
              Operand<TFloat32> variance =
                  tf.math.mean(tf.math.square(off), tf.constant(new int[] {0, 1, 2}));
              Operand<TFloat32> floor = tf.constant((float) (1 / Math.sqrt(32 * 32 * 3)));
              return planes(tf, tf.math.div(off, tf.math.maximum(tf.math.sqrt(variance), floor)));
            });
    assertClose(ours.values(), theirs, 1e-5);
  }

  @Test
  void keepsMomentumAsTensorFlowsOptimizerAtAConstantRate() {
    try (Network net = CifarNet.build(1);
        Graph graph = new Graph();
        Session session = new Session(graph)) {
      String name = "softmax_linear/biases";
      Momentum ours = Momentum.of(net, step -> 0.1f, 0.9f);
      Ops tf = Ops.create(graph);
      Variable<TFloat32> theirs = tf.variable(tf.constant(net.variable(name).toFloatArray()));
      Variable<TFloat32> slot = tf.variable(tf.constant(new float[10]));
      Placeholder<TFloat32> given = tf.placeholder(TFloat32.class);
      Operand<TFloat32> applied =
          tf.train.applyMomentum(theirs, slot, tf.constant(0.1f), given, tf.constant(0.9f));
      session.initialize();
      for (int step = 0; step < 5; step++) {
        NDArray gradient = net.manager().create(normal(new Shape(10), 1));
        ours.update(name, net.variable(name), gradient, step);
        try (TFloat32 fed = TFloat32.vectorOf(gradient.toFloatArray());
            Result result = session.runner().feed(given, fed).fetch(applied).run()) {
          float[] updated = TensorFlowTutorial.floats((TFloat32) result.get(0));
          assertClose(net.variable(name).toFloatArray(), updated, 1e-6);
        }
      }
    }
  }

  private static NDArray lrn(NDManager manager, LocalResponseNorm norm, NDArray x) {
    norm.initialize(manager, DataType.FLOAT32, x.getShape());
    return norm.forward(new ParameterStore(manager, false), new NDList(x), true).head();
  }

  private static float[] tensorFlowsLrn(NDArray x) {
    return TensorFlowTutorial.compute(
        tf ->
            channelsFirst(
                tf,
                tf.nn.localResponseNormalization(
                    channelsLast(tf, x),
                    LocalResponseNormalization.depthRadius(4L),
                    LocalResponseNormalization.bias(1f),
                    LocalResponseNormalization.alpha(ALPHA),
                    LocalResponseNormalization.beta(0.75f))));
  }

  private static float[] tensorFlowsLrnGradient(NDArray gradient, NDArray x, NDArray y) {
    return TensorFlowTutorial.compute(
        tf ->
            channelsFirst(
                tf,
                LocalResponseNormalizationGrad.create(
                    tf.scope(),
                    channelsLast(tf, gradient),
                    channelsLast(tf, x),
                    channelsLast(tf, y),
                    LocalResponseNormalizationGrad.depthRadius(4L),
                    LocalResponseNormalizationGrad.bias(1f),
                    LocalResponseNormalizationGrad.alpha(ALPHA),
                    LocalResponseNormalizationGrad.beta(0.75f))));
  }

  private static Operand<TFloat32> channelsLast(Ops tf, NDArray array) {
    return tf.linalg.transpose(
        tf.constant(TensorFlowTutorial.tensor(array)), tf.constant(new int[] {0, 2, 3, 1}));
  }

  private static Operand<TFloat32> channelsFirst(Ops tf, Operand<TFloat32> array) {
    return tf.linalg.transpose(array, tf.constant(new int[] {0, 3, 1, 2}));
  }

  private static float[] normal(Shape shape, double deviation) {
    Random random = new Random(1);
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return values;
  }

  /** TensorFlow keeps the channels of a pixel together. */
  private static Operand<TFloat32> rows(Ops tf, Pixels pixels) {
    Operand<TFloat32> planes =
        tf.constant(
            org.tensorflow.ndarray.Shape.of(3, pixels.height(), pixels.width()),
            DataBuffers.of(pixels.values()));
    return tf.linalg.transpose(planes, tf.constant(new int[] {1, 2, 0}));
  }

  private static Operand<TFloat32> planes(Ops tf, Operand<TFloat32> rows) {
    return tf.linalg.transpose(rows, tf.constant(new int[] {2, 0, 1}));
  }

  private static void assertClose(float[] ours, float[] theirs, double tolerance) {
    assertThat(ours).hasSameSizeAs(theirs);
    for (int i = 0; i < ours.length; i++) {
      assertThat((double) ours[i]).as("value " + i).isCloseTo(theirs[i], within(tolerance));
    }
  }
}
