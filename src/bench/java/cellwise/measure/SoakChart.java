package cellwise.measure;

import cellwise.show.Charts;
import cellwise.show.Figure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws target/soak.csv, and fails where a curve has gone up; run by environment/measurements/soak.
 */
final class SoakChart {
  private static final double MORE = 1.1;

  public static void main(String[] files) throws Exception {
    List<String> lines = Files.readAllLines(Path.of(files[0]));
    List<double[]> rows =
        lines.stream()
            .skip(1)
            .map(line -> Arrays.stream(line.split(",")).mapToDouble(Double::parseDouble).toArray())
            .toList();
    double[] minutes = rows.stream().mapToDouble(row -> row[0] / 60).toArray();
    Map<String, double[]> curves = new LinkedHashMap<>();
    boolean isFlat = true;
    for (int column = 1; column < 4; column++) {
      int of = column;
      double[] values = rows.stream().mapToDouble(row -> row[of]).toArray();
      double before = median(values, values.length / 3, values.length * 2 / 3);
      double after = median(values, values.length * 2 / 3, values.length);
      String name = lines.get(0).split(",")[column];
      System.out.printf(
          Locale.ROOT,
          "%s: median %,.0f in the second third, %,.0f in the last%n",
          name,
          before,
          after);
      isFlat &= after <= before * MORE;
      curves.put(name, Arrays.stream(values).map(value -> value / before).toArray());
    }
    Figure chart =
        Charts.lines(
            "A training's process over time",
            "time (minutes)",
            "share of its median in the second third",
            minutes,
            curves);
    Files.write(Path.of(files[1]), chart.png());
    System.out.println(isFlat ? "flat: " + files[1] : "not flat: " + files[1]);
    System.exit(isFlat ? 0 : 1);
  }

  private static double median(double[] values, int from, int to) {
    double[] sorted = Arrays.copyOfRange(values, from, to);
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
