package cellwise.show;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.DoubleSummaryStatistics;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.AxesChart;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.HeatMapStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;

/** How charts look: drawn by XChart on white, at twice the density of the page. */
final class ChartStyle {
  private static final int WIDTH = 720;
  private static final int DENSITY = 2;

  /** Pixels, wide enough for numbers of five digits. */
  private static final int TICK_SPACING = 64;

  /** Okabe and Ito's colours, which the colour-blind can tell apart. */
  private static final Color[] COLOURS =
      IntStream.of(0x56B4E9, 0x0072B2, 0xE69F00, 0x009E73, 0xCC79A7, 0xD55E00, 0x000000)
          .mapToObj(Color::new)
          .toArray(Color[]::new);

  private ChartStyle() {}

  /** Returns an empty chart of curves that lie within those places and heights. */
  static XYChart curves(
      String title,
      String xTitle,
      String yTitle,
      DoubleSummaryStatistics places,
      DoubleSummaryStatistics heights) {
    XYChart chart = new XYChart(WIDTH, 360, Styler.ChartTheme.XChart);
    XYStyler styler = chart.getStyler();
    style(chart, title, xTitle, yTitle);
    styler.setLegendPosition(Styler.LegendPosition.OutsideE);
    styler.setXAxisTickMarkSpacingHint(TICK_SPACING);
    styler.setXAxisDecimalPattern(pattern(places));
    styler.setYAxisDecimalPattern(pattern(heights));
    // XChart numbers each n-th of evenly spaced points, and round places only of others
    styler.setXAxisMin(places.getMin() - (places.getMax() - places.getMin()) / 1000);
    return chart;
  }

  /** Returns an empty chart of counts by two classes. */
  static HeatMapChart counts(String title, String xTitle, String yTitle) {
    HeatMapChart chart = new HeatMapChart(WIDTH, 520, Styler.ChartTheme.XChart);
    HeatMapStyler styler = chart.getStyler();
    style(chart, title, xTitle, yTitle);
    styler.setRangeColors(new Color[] {Color.WHITE, COLOURS[0]});
    styler.setShowValue(true);
    styler.setHeatMapValueDecimalPattern("#,##0");
    styler.setLegendVisible(false);
    styler.setXAxisLabelRotation(45);
    styler.setXAxisTickMarkSpacingHint(20);
    styler.setYAxisTickMarkSpacingHint(10);
    return chart;
  }

  private static void style(AxesChart<?, ?> chart, String title, String xTitle, String yTitle) {
    chart.setTitle(title);
    chart.setXAxisTitle(xTitle);
    chart.setYAxisTitle(yTitle);
    AxesChartStyler styler = chart.getStyler();
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

  /** As many digits behind the point as tell a hundredth of the axis, and none for nothing. */
  private static String pattern(DoubleSummaryStatistics axis) {
    double hundredth = (axis.getMax() - axis.getMin()) / 100;
    int digits = hundredth > 0 ? (int) Math.max(0, Math.ceil(-Math.log10(hundredth))) : 2;
    return digits == 0 ? "#,##0" : "#,##0." + "#".repeat(Math.min(digits, 12));
  }

  /** Draws a chart. */
  static Figure figure(Chart<?, ?> chart, String text) {
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
