package cellwise.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What each peer needed for its steps, round by round, in milliseconds. */
final class Rounds {
  private final Map<String, double[][]> times = new LinkedHashMap<>();
  private final Map<String, Long> peaks = new LinkedHashMap<>();

  private Rounds() {}

  /** Starts the peers, lets each warm up, and has them work in turn. */
  static Rounds measure(
      List<String> names, int batch, int threads, int rounds, int warmUp, int steps)
      throws IOException {
    Rounds measured = new Rounds();
    Map<String, PeerProcess> peers = new LinkedHashMap<>();
    try {
      for (String name : names) {
        peers.put(name, new PeerProcess(name, batch, threads));
        peers.get(name).steps(warmUp);
        measured.times.put(name, new double[rounds][]);
      }
      for (int round = 0; round < rounds; round++) {
        for (String name : names) {
          measured.times.get(name)[round] = peers.get(name).steps(steps);
        }
      }
      peers.forEach((name, peer) -> measured.peaks.put(name, peer.peakMegabytes()));
    } finally {
      peers.values().forEach(PeerProcess::close);
    }
    return measured;
  }

  double median(String name) {
    return quantile(name, 0.5);
  }

  /** Returns the time that a share of all steps did not take. */
  double quantile(String name, double share) {
    return quantile(
        Arrays.stream(times.get(name)).flatMapToDouble(Arrays::stream).toArray(), share);
  }

  /** Returns the ratio of two peers' medians in a round: its median, lowest and highest. */
  String ratio(String name, String to) {
    double[][] of = times.get(name);
    double[] ratios = new double[of.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = quantile(of[i], 0.5) / quantile(times.get(to)[i], 0.5);
    }
    return String.format(
        Locale.ROOT,
        "%.2f (%.2f to %.2f)",
        quantile(ratios, 0.5),
        quantile(ratios, 0),
        quantile(ratios, 1));
  }

  long peakMegabytes(String name) {
    return peaks.get(name);
  }

  private static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}
