package cellwise.show;

import cellwise.eval.Evaluation;
import cellwise.loss.Losses;
import cellwise.loss.Tags;
import cellwise.summary.Histogram;
import cellwise.train.StepReport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts as figures. */
public final class Charts {
  private static final int BINS = 60;

  private Charts() {}

  /**
   * Draws curves over a common axis.
   *
   * @param title says what and of which data
   * @param xTitle what is to the right, with its unit
   * @param yTitle what is upwards, with its unit
   * @param x places of all curves, ascending
   * @param curves heights by the curve's name, as many as there are places; a height that is NaN or
   *     infinite leaves a gap
   */
  public static Figure lines(
      String title, String xTitle, String yTitle, double[] x, Map<String, double[]> curves) {
    List<Curve> ofOnePlaces = new ArrayList<>();
    curves.forEach((name, y) -> ofOnePlaces.add(new Curve(name, x, y)));
    return curves(title, xTitle, yTitle, ofOnePlaces, List.of());
  }

  /**
   * Draws curves that have places of their own, with numbers at some of them. A curve of more
   * points than the chart has pixels is drawn by the least and the greatest in each column of
   * pixels.
   *
   * @param title says what and of which data
   * @param xTitle what is to the right, with its unit
   * @param yTitle what is upwards, with its unit
   * @param curves one or more
   * @param marks places on the horizontal axis; the first is numbered 1
   */
  public static Figure curves(
      String title, String xTitle, String yTitle, List<Curve> curves, List<Double> marks) {
    if (curves.stream().allMatch(curve -> curve.x().length == 0)) {
      throw new IllegalArgumentException(
          "the chart \"%s\" has no point: record some first".formatted(title));
    }
    DoubleSummaryStatistics places = finite(curves.stream().map(Curve::x));
    DoubleSummaryStatistics heights = finite(curves.stream().map(Curve::y));
    XYChart chart = ChartStyle.curves(title, xTitle, yTitle, places, heights);
    for (Curve curve : curves) {
      if (curve.x().length > 0) {
        Curve thin = curve.thinned(chart.getWidth());
        chart.addSeries(thin.name(), thin.x(), thin.finiteHeights()).setMarker(SeriesMarkers.NONE);
      }
    }
    mark(chart, marks, places, heights.getCount() == 0 ? 0 : heights.getMax());
    String names = curves.stream().map(Curve::name).collect(Collectors.joining(", "));
    return ChartStyle.figure(chart, "%s: %s over %s".formatted(title, names, xTitle));
  }

  /** Draws a line at each mark, with its number beside its upper end. */
  private static void mark(
      XYChart chart, List<Double> marks, DoubleSummaryStatistics places, double top) {
    double aside = (places.getMax() - places.getMin()) / 80;
    numbered(marks)
        .forEach(
            (place, numbers) -> {
              chart.addAnnotation(new AnnotationLine(place, true, false));
              double beside = place + aside * numbers.length();
              chart.addAnnotation(new AnnotationText(numbers, beside, top, false));
            });
  }

  /** What is written at each place: marks at the same one share it, such as {@code 1, 2}. */
  static Map<Double, String> numbered(List<Double> marks) {
    Map<Double, String> numbered = new LinkedHashMap<>();
    for (int i = 0; i < marks.size(); i++) {
      numbered.merge(marks.get(i), "" + (i + 1), (before, number) -> before + ", " + number);
    }
    return numbered;
  }

  /**
   * Draws histograms over each other, as densities: the area below each curve is 1, however wide
   * its numbers are spread. Numbers that are all the same are drawn as a bin around them.
   *
   * @param title says what and of which data
   * @param xTitle what the numbers are
   * @param histograms by their names in the legend, such as {@code step 100}
   */
  public static Figure histograms(String title, String xTitle, Map<String, Histogram> histograms) {
    DoubleSummaryStatistics numbers =
        finite(histograms.values().stream().map(h -> new double[] {h.min(), h.max()}));
    double all = numbers.getMax() - numbers.getMin();
    List<Curve> curves = new ArrayList<>();
    histograms.forEach((name, histogram) -> curves.add(density(name, histogram, all)));
    return curves(title, xTitle, "density of the numbers", curves, List.of());
  }

  /** Of one histogram; {@code all} is the width of all numbers of the chart. */
  static Curve density(String name, Histogram histogram, double all) {
    double width = (histogram.max() - histogram.min()) / BINS;
    if (width == 0) {
      double half = (all > 0 ? all : 1) / BINS / 2;
      double left = histogram.min() - half;
      double right = histogram.min() + half;
      double height = 1 / (right - left);
      return new Curve(
          name, new double[] {left, left, right, right}, new double[] {0, height, height, 0});
    }
    double[] x = new double[BINS];
    double[] y = histogram.bins(BINS);
    for (int i = 0; i < BINS; i++) {
      x[i] = histogram.min() + (i + 0.5) * width;
      y[i] /= histogram.num() * width;
    }
    return new Curve(name, x, y);
  }

  private static DoubleSummaryStatistics finite(Stream<double[]> numbers) {
    return numbers.flatMapToDouble(DoubleStream::of).filter(Double::isFinite).summaryStatistics();
  }

  /**
   * Draws the total loss and its terms as training went, each raw and averaged.
   *
   * @param data what was trained on, such as {@code CIFAR-10 train}
   * @param reports one or more steps, in their order
   */
  public static Figure losses(String data, List<StepReport> reports) {
    double[] steps = reports.stream().mapToDouble(StepReport::step).toArray();
    Map<String, double[]> curves = new LinkedHashMap<>();
    curves.put(
        Losses.TOTAL + Tags.RAW, reports.stream().mapToDouble(r -> r.losses().total()).toArray());
    Stream<String> terms = reports.stream().flatMap(r -> r.averagedLosses().keySet().stream());
    Stream.concat(Stream.of(Losses.TOTAL), terms)
        .distinct()
        .forEach(name -> curves.put(name, averaged(name, reports)));
    return lines("Loss on " + data, "step", "loss (averages with decay 0.9)", steps, curves);
  }

  private static double[] averaged(String name, List<StepReport> reports) {
    return reports.stream()
        .mapToDouble(report -> report.averagedLosses().getOrDefault(name, Float.NaN))
        .toArray();
  }

  /** Draws how often which class was taken for which. */
  public static Figure confusion(Evaluation evaluation) {
    List<String> classes = evaluation.classes();
    List<String> upwards = new ArrayList<>(classes);
    Collections.reverse(upwards);
    String title =
        String.format(
            Locale.ROOT,
            "Confusion on %s, precision @ 1 = %.3f",
            evaluation.data(),
            evaluation.precisionAt1());
    HeatMapChart chart = ChartStyle.counts(title, "predicted class", "actual class");
    chart.addSeries("pictures", classes, upwards, cells(evaluation.confusion()));
    return ChartStyle.figure(chart, title);
  }

  /** Cells as XChart takes them: column, row from below, value. */
  private static List<Number[]> cells(int[][] confusion) {
    List<Number[]> cells = new ArrayList<>();
    for (int actual = 0; actual < confusion.length; actual++) {
      for (int predicted = 0; predicted < confusion.length; predicted++) {
        int row = confusion.length - 1 - actual;
        cells.add(new Number[] {predicted, row, confusion[actual][predicted]});
      }
    }
    return cells;
  }
}
