package cellwise.bench;

import cellwise.model.CifarNet;
import cellwise.model.LayerCosts;
import cellwise.model.Network;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Times the training step beside that of other engines, all in turn: each round asks every process
 * for some steps, so that what disturbs the machine disturbs all of them. Ratios are taken within a
 * round.
 */
public final class Bench {
  private static final int WARM_UP = 10;
  private static final int STEPS = 8;
  private static final int SCALING_ROUNDS = 5;
  private static final String OURS = "cellwise";
  private static final String THEIRS = "tensorflow";
  private static final String MATRIX = "matrix";

  private Bench() {}

  /**
   * Prints all tables.
   *
   * @param arguments how many rounds; 12 if there is none
   */
  public static void main(String[] arguments) throws IOException {
    int rounds = arguments.length == 0 ? 12 : Integer.parseInt(arguments[0]);
    int threads = Integer.parseInt(System.getenv("OMP_NUM_THREADS"));
    printPeers(rounds, threads);
    System.out.println();
    Parts.print(128, 5 * rounds);
    AveragesCost.print(128, 60 * rounds);
    System.out.println();
    printScaling(threads);
  }

  private static void printPeers(int rounds, int threads) throws IOException {
    List<String> names = List.of(OURS, THEIRS, "pytorch", "trainer", MATRIX);
    Rounds measured = Rounds.measure(names, 128, threads, rounds, WARM_UP, STEPS);
    double side = MatrixPeer.SIDE;
    double matrixRate = 2 * side * side * side / (measured.median(MATRIX) * 1e6);
    System.out.printf(
        "Training steps of 128 pictures, %d threads, %d rounds of %d steps in turn%n",
        threads, rounds, STEPS);
    System.out.printf(
        "%-12s %8s %8s %8s %12s %8s %8s %22s %8s%n",
        "",
        "ms",
        "10 %",
        "90 %",
        "pictures/s",
        "GFLOP/s",
        "share",
        "of tensorflow's time",
        "peak MB");
    for (String name : names.subList(0, names.size() - 1)) {
      double ms = measured.median(name);
      double rate = operations() * 128 / (ms * 1e6);
      System.out.printf(
          Locale.ROOT,
          "%-12s %8.1f %8.1f %8.1f %12.0f %8.0f %7.0f%% %22s %8d%n",
          name,
          ms,
          measured.quantile(name, 0.1),
          measured.quantile(name, 0.9),
          128e3 / ms,
          rate,
          100 * rate / matrixRate,
          measured.ratio(name, THEIRS),
          measured.peakMegabytes(name));
    }
    System.out.printf(
        Locale.ROOT,
        "Matrix product of %d x %d: %.0f GFLOP/s; share is of this. A step computes %.1f GFLOP.%n",
        MatrixPeer.SIDE,
        MatrixPeer.SIDE,
        matrixRate,
        operations() * 128 / 1e9);
  }

  /**
   * Floating point operations for one picture: forward, and twice that backward but for the
   * gradient of the pictures, which nobody asks for.
   */
  private static double operations() {
    try (Network net = CifarNet.build(1)) {
      LayerCosts costs = LayerCosts.of(net);
      return 2.0 * (3 * costs.multiplyAdds() - costs.rows().get(0).multiplyAdds());
    }
  }

  private static void printScaling(int most) throws IOException {
    System.out.println("Steps of other sizes: median ms, pictures/s, ratio within rounds");
    System.out.printf(
        "%8s %6s %10s %12s %12s %12s %22s%n",
        "threads", "batch", "cellwise", "pictures/s", "tensorflow", "pictures/s", "ratio");
    for (int threads = 1; threads <= most; threads *= 2) {
      for (int batch : new int[] {32, 64, 128, 256}) {
        Rounds measured =
            Rounds.measure(List.of(OURS, THEIRS), batch, threads, SCALING_ROUNDS, WARM_UP, STEPS);
        double ours = measured.median(OURS);
        double theirs = measured.median(THEIRS);
        System.out.printf(
            Locale.ROOT,
            "%8d %6d %10.1f %12.0f %12.1f %12.0f %22s%n",
            threads,
            batch,
            ours,
            batch * 1e3 / ours,
            theirs,
            batch * 1e3 / theirs,
            measured.ratio(OURS, THEIRS));
      }
    }
  }
}
