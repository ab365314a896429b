package cellwise.show;

import cellwise.eval.Evaluation;
import cellwise.loss.Losses;
import cellwise.summary.Histogram;
import cellwise.train.StepReport;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts as figures, drawn by XChart on white, at twice the density of the page. */
public final class Charts {
  private static final int DENSITY = 2;
  private static final int BINS = 60;

  /** Pixels, wide enough for numbers of five digits. */
  private static final int TICK_SPACING = 64;

  /** Okabe and Ito's colours, which the colour-blind can tell apart. */
  private static final Color[] COLOURS = {
    new Color(0x56B4E9),
    new Color(0x0072B2),
    new Color(0xE69F00),
    new Color(0x009E73),
    new Color(0xCC79A7),
    new Color(0xD55E00),
    new Color(0x000000)
  };

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
   * A curve with places of its own.
   *
   * @param name in the legend
   * @param x places, ascending
   * @param y heights, as many; one that is NaN or infinite leaves a gap
   */
  public record Curve(String name, double[] x, double[] y) {}

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
    XYChart chart =
        new XYChartBuilder()
            .width(720)
            .height(360)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    style(chart.getStyler());
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    chart.getStyler().setXAxisTickMarkSpacingHint(TICK_SPACING);
    chart.getStyler().setXAxisDecimalPattern(pattern(places(curves)));
    chart.getStyler().setYAxisDecimalPattern(pattern(heights(curves)));
    // XChart numbers each n-th of evenly spaced points, and round places only of others
    chart.getStyler().setXAxisMin(places(curves).getMin() - width(curves) / 1000);
    for (Curve curve : curves) {
      if (curve.x().length > 0) {
        Curve thin = Thinning.of(curve, chart.getWidth());
        chart.addSeries(thin.name(), thin.x(), finiteOrNaN(thin.y())).setMarker(SeriesMarkers.NONE);
      }
    }
    double top = heights(curves).getCount() == 0 ? 0 : heights(curves).getMax();
    double aside = width(curves) / 80; // the number is beside its line
    numbered(marks)
        .forEach(
            (place, numbers) -> {
              chart.addAnnotation(new AnnotationLine(place, true, false));
              double beside = place + aside * numbers.length();
              chart.addAnnotation(new AnnotationText(numbers, beside, top, false));
            });
    List<String> names = curves.stream().map(Curve::name).toList();
    return figure(chart, "%s: %s over %s".formatted(title, String.join(", ", names), xTitle));
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

  /** XChart refuses a whole chart for one infinite height. */
  private static double[] finiteOrNaN(double[] heights) {
    return DoubleStream.of(heights).map(y -> Double.isFinite(y) ? y : Double.NaN).toArray();
  }

  private static DoubleSummaryStatistics places(List<Curve> curves) {
    return finite(curves.stream().map(Curve::x));
  }

  private static DoubleSummaryStatistics heights(List<Curve> curves) {
    return finite(curves.stream().map(Curve::y));
  }

  private static DoubleSummaryStatistics finite(Stream<double[]> numbers) {
    return numbers.flatMapToDouble(DoubleStream::of).filter(Double::isFinite).summaryStatistics();
  }

  private static double width(List<Curve> curves) {
    return places(curves).getMax() - places(curves).getMin();
  }

  /** As many digits behind the point as tell a hundredth of the axis, and none for nothing. */
  private static String pattern(DoubleSummaryStatistics axis) {
    double hundredth = (axis.getMax() - axis.getMin()) / 100;
    int digits = hundredth > 0 ? (int) Math.max(0, Math.ceil(-Math.log10(hundredth))) : 2;
    return digits == 0 ? "#,##0" : "#,##0." + "#".repeat(Math.min(digits, 12));
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
        Losses.TOTAL + " (raw)", reports.stream().mapToDouble(r -> r.losses().total()).toArray());
    for (String name : names(reports)) {
      curves.put(
          name,
          reports.stream()
              .mapToDouble(r -> r.averagedLosses().getOrDefault(name, Float.NaN))
              .toArray());
    }
    return lines("Loss on " + data, "step", "loss (averages with decay 0.9)", steps, curves);
  }

  /** The sum before the terms of any of the steps. */
  private static Set<String> names(List<StepReport> reports) {
    Set<String> names = new LinkedHashSet<>();
    names.add(Losses.TOTAL);
    reports.forEach(report -> names.addAll(report.averagedLosses().keySet()));
    return names;
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
    HeatMapChart chart =
        new HeatMapChartBuilder()
            .width(720)
            .height(520)
            .title(title)
            .xAxisTitle("predicted class")
            .yAxisTitle("actual class")
            .build();
    style(chart.getStyler());
    chart.getStyler().setRangeColors(new Color[] {Color.WHITE, new Color(0x56B4E9)});
    chart.getStyler().setShowValue(true);
    chart.getStyler().setHeatMapValueDecimalPattern("#,##0");
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setXAxisLabelRotation(45);
    chart.getStyler().setXAxisTickMarkSpacingHint(20);
    chart.getStyler().setYAxisTickMarkSpacingHint(10);
    chart.addSeries("pictures", classes, upwards, cells(evaluation.confusion()));
    return figure(chart, title);
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

  private static void style(AxesChartStyler styler) {
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    styler.setBaseFont(font);
    styler.setChartTitleFont(font.deriveFont(Font.BOLD, 14f));
    styler.setAxisTitleFont(font);
    styler.setAxisTickLabelsFont(font.deriveFont(11f));
    styler.setLegendFont(font.deriveFont(11f));
    styler.setChartTitleBoxVisible(false);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(new Color(0xE0E0E0));
    styler.setLegendBorderColor(Color.WHITE);
    styler.setSeriesColors(COLOURS);
    styler.setLocale(Locale.ROOT);
  }

  private static Figure figure(Chart<?, ?> chart, String text) {
    int width = chart.getWidth();
    int height = chart.getHeight();
    BufferedImage image =
        new BufferedImage(width * DENSITY, height * DENSITY, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(DENSITY, DENSITY);
    chart.paint(graphics, width, height);
    graphics.dispose();
    return Figure.of(image, width, text);
  }
}
