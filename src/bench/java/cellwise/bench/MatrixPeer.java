package cellwise.bench;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/** The processor's matrix rate: a step is one product of two square matrices, by TensorFlow. */
final class MatrixPeer implements Peer {
  /** Rows and columns. */
  static final int SIDE = 2048;

  private final Graph graph = new Graph();
  private final Session session;
  private final Op product;

  MatrixPeer(int threads) {
    Ops tf = Ops.create(graph);
    var matrix = tf.variable(Shape.of(SIDE, SIDE), TFloat32.class);
    Operand<TFloat32> random =
        tf.random.randomUniform(tf.constant(new int[] {SIDE, SIDE}), TFloat32.class);
    Op first = tf.assign(matrix, random);
    product = tf.linalg.matMul(matrix, matrix);
    session =
        new Session(
            graph,
            ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(threads)
                .setInterOpParallelismThreads(1)
                .build());
    session.run(first);
  }

  @Override
  public void step() {
    session.runner().addTarget(product).run().close();
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
