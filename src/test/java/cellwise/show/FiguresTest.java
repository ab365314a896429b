package cellwise.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import cellwise.data.Distortion;
import cellwise.data.Pictures;
import cellwise.data.Pixels;
import cellwise.data.Shapes10;
import cellwise.eval.Evaluation;
import cellwise.eval.Prediction;
import cellwise.loss.Losses;
import cellwise.model.CifarNet;
import cellwise.model.LayerCosts;
import cellwise.model.Network;
import cellwise.summary.Histogram;
import cellwise.train.StepReport;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Table;

class FiguresTest {
  private static final Pattern PNG = Pattern.compile("data:image/png;base64,([^\"]+)");
  private final Pictures pictures = Shapes10.open(10);

  @Test
  void showsPicturesPixelByPixelWithTheirClasses() throws IOException {
    Figure grid = PictureGrid.of(pictures.train(), 3);
    List<BufferedImage> images = images(grid);
    assertThat(images).hasSize(3);
    var picture = pictures.train().picture(2);
    int rgb = picture.value(0, 5, 9) << 16 | picture.value(1, 5, 9) << 8 | picture.value(2, 5, 9);
    assertThat(images.get(2).getRGB(9, 5) & 0xffffff).isEqualTo(rgb);
    assertThat(grid.html()).contains("alt=\"crescent\"", "3 pictures of Shapes-10 train");
  }

  @Test
  void writesNumbersOfOnePlaceSideBySide() {
    assertThat(Charts.numbered(List.of(0.0, 30.0, 0.0))).isEqualTo(Map.of(0.0, "1, 3", 30.0, "2"));
  }

  @Test
  void showsPixelsAsTheyAreAndCutsOffWhatLiesBeyond() throws IOException {
    float[] red = {-5, 300, 0, 0, 0, 0};
    Figure grid = PictureGrid.of("two values", Map.of("draw 1", new Pixels(1, 2, red)));
    BufferedImage image = images(grid).get(0);
    assertThat(image.getRGB(0, 0) & 0xffffff).isZero();
    assertThat(image.getRGB(1, 0) & 0xffffff).isEqualTo(0xff0000);
    assertThat(grid.html()).contains("alt=\"draw 1\"", ">draw 1<", "two values");
  }

  @Test
  void showsDistortionsThatDiffer() throws IOException {
    Figure grid = PictureGrid.distorted(pictures.train(), 1, Distortion.training(), 4, 1);
    assertThat(images(grid)).hasSize(4).allMatch(image -> image.getWidth() == 24);
    assertThat(Pattern.compile("base64,([^\"]*)").matcher(grid.html()).results())
        .extracting(match -> match.group(1))
        .hasSize(4)
        .doesNotHaveDuplicates();
    assertThat(grid.html()).contains("alt=\"distorted, draw 4\"");
    assertThat(grid).hasToString("picture 1 of Shapes-10 train, ring: 4 × distorted");
  }

  /** Two pieces, of one height each, and nothing where there is no number. */
  @Test
  void drawsCurvesThatBreak() throws IOException {
    double[] y = {2, 2, 2, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN, 1, 1, 1};
    double[] x = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    Figure chart = Charts.lines("t", "x", "y", x, Map.of("loss", y));
    int[] heights = heights(images(chart).get(0));
    int left = first(heights);
    int right = last(heights);
    int high = heights[left + 8];
    for (int column = left + 8; column < right - 8; column++) {
      double at = 8.0 * (column - left) / (right - left);
      if (at < 1.9) {
        assertThat(heights[column]).as("%.2f", at).isEqualTo(high);
      } else if (at > 2.1 && at < 5.9) {
        assertThat(heights[column]).as("%.2f", at).isNegative();
      } else if (at > 6.1) {
        assertThat(heights[column]).as("%.2f", at).isGreaterThan(high + 100);
      }
    }
    assertThat(y[3]).isInfinite();
  }

  /** The uppermost pixel of the first curve's colour in each column, -1 if there is none. */
  private static int[] heights(BufferedImage image) {
    int[] heights = new int[image.getWidth()];
    for (int column = 0; column < heights.length; column++) {
      heights[column] = -1;
      for (int row = image.getHeight() - 1; row >= 0; row--) {
        if ((image.getRGB(column, row) & 0xffffff) == 0x56b4e9) {
          heights[column] = row;
        }
      }
    }
    return heights;
  }

  private static int first(int[] heights) {
    return IntStream.range(0, heights.length).filter(i -> heights[i] >= 0).min().orElseThrow();
  }

  /** The last column of the curve: the legend, of the same colour, is behind a gap. */
  private static int last(int[] heights) {
    int last = heights.length;
    while (heights[--last] < 0) {}
    while (heights[last] >= 0) {
      last--;
    }
    while (heights[last] < 0) {
      last--;
    }
    return last;
  }

  /** The other curve must not lie flat on the axis. */
  @Test
  void drawsANumberThatIsAlwaysTheSameAsABinOfTheOthers() {
    Histogram zeros = Histogram.of("b", new float[10]);
    Curve bin = Charts.density("step 0", zeros, 6);
    assertThat(bin.x()).containsExactly(-0.05, -0.05, 0.05, 0.05);
    assertThat(bin.y()[1]).isCloseTo(10, within(1e-9));
    assertThat(Charts.histograms("t", "x", Map.of("step 0", zeros)).html()).contains("<img");
  }

  @Test
  void showsFiltersAndMapsOnOneScale() throws IOException {
    try (NDManager manager = NDManager.newBaseManager()) {
      float[] weights = {-2, 0, 1, 2, 0, 0, 1, 0, -1, 0, 0, 0};
      Figure filters = PictureGrid.filters("f", manager.create(weights, new Shape(2, 3, 1, 2)));
      List<BufferedImage> images = images(filters);
      assertThat(images).hasSize(2).allMatch(i -> i.getWidth() == 2 && i.getHeight() == 1);
      assertThat(images.get(0).getRGB(0, 0) & 0xffffff).isEqualTo(0x00bf80);
      assertThat(images.get(0).getRGB(1, 0) & 0xffffff).isEqualTo(0x80ff80);
      assertThat(images.get(1).getRGB(0, 0) & 0xffffff).isEqualTo(0xbf4080);

      float[] output = {0, 4, -1, 2};
      Figure maps = PictureGrid.maps("m < n", manager.create(output, new Shape(1, 2, 1, 2)));
      List<BufferedImage> grey = images(maps);
      assertThat(grey.get(0).getRGB(1, 0) & 0xffffff).isEqualTo(0xffffff);
      assertThat(grey.get(1).getRGB(0, 0) & 0xffffff).isZero();
      assertThat(grey.get(1).getRGB(1, 0) & 0xffffff).isEqualTo(0x808080);
      assertThat(maps.html()).contains("m &lt; n", "alt=\"channel 1\"");
      assertThat(filters.html()).contains("alt=\"filter 1\"");
    }
  }

  @Test
  void showsWhatPicturesWereTakenFor() throws IOException {
    Prediction ring = new Prediction(new float[] {0, 5, 0, 0, 0, 0, 0, 0, 0, 0});
    Figure grid = PictureGrid.predicted(pictures.test(), List.of(2, 1), List.of(ring, ring, ring));
    assertThat(images(grid)).hasSize(2);
    assertThat(grid.html())
        .contains(
            pictures.classes().get(2) + ", taken for " + pictures.classes().get(1) + ", 94 %",
            "2 pictures of Shapes-10 test, and what they were taken for");
  }

  @Test
  void drawsTheLossesWithAllTheirNames() throws IOException {
    List<StepReport> reports = new ArrayList<>();
    for (int step = 0; step < 20; step++) {
      Losses losses = new Losses(Map.of("cross_entropy", 2f / (step + 1)), 2f / (step + 1));
      reports.add(new StepReport(LocalDateTime.now(), step, losses, losses.all(), 0.1f, 8, 0.1));
    }
    Figure chart = Charts.losses("Shapes-10 train", reports);
    BufferedImage image = images(chart).get(0);
    assertThat(image.getWidth()).isEqualTo(1440);
    assertThat(colours(image)).contains(0x56b4e9, 0x0072b2, 0xe69f00).doesNotContain(0x009e73);
    assertThat(chart)
        .hasToString(
            "Loss on Shapes-10 train: total_loss (raw), total_loss, cross_entropy over step");
    assertThat(chart.html()).contains("width=\"720\"", "alt=\"Loss on Shapes-10 train");
  }

  private static Set<Integer> colours(BufferedImage image) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return IntStream.of(pixels).mapToObj(rgb -> rgb & 0xffffff).collect(Collectors.toSet());
  }

  /** A reader keeps the reports of two sessions whose losses have other terms. */
  @Test
  void drawsTheTermsOfAllStepsAlsoWhereSomeHaveNone() {
    List<StepReport> reports = new ArrayList<>();
    for (String term : List.of("cross_entropy", "cross_entropy", "other", "other")) {
      Losses losses = new Losses(Map.of(term, 1f), 1);
      reports.add(
          new StepReport(LocalDateTime.now(), reports.size(), losses, losses.all(), 0.1f, 8, 0.1));
    }
    assertThat(Charts.losses("d", reports))
        .hasToString("Loss on d: total_loss (raw), total_loss, cross_entropy, other over step");
  }

  @Test
  void refusesAChartOfNoSteps() {
    assertThatThrownBy(() -> Charts.losses("CIFAR-10 train", List.of()))
        .hasMessage("the chart \"Loss on CIFAR-10 train\" has no point: record some first");
  }

  /** The darkest cells are where the most pictures are: on the diagonal here. */
  @Test
  void drawsTheConfusionMatrixWithTheFirstClassAbove() throws IOException {
    Evaluation evaluation =
        new Evaluation("x < y", List.of("cat", "dog"), new int[][] {{90, 0}, {0, 5}});
    Figure chart = Charts.confusion(evaluation);
    BufferedImage image = images(chart).get(0);
    assertThat(image.getRGB(image.getWidth() / 2 - 150, image.getHeight() / 4) & 0xff0000)
        .as("upper left, 90 of 90, is blue")
        .isEqualTo(0x560000);
    assertThat(chart.html()).contains("Confusion on x &lt; y, precision @ 1 = 1.000");
  }

  @Test
  void putsLayersAndClassesIntoTables() {
    try (Network net = CifarNet.build(1)) {
      Figure figure = Tables.of(LayerCosts.of(net));
      assertThat(figure.html().split("<tr", -1)).as("a head and 10 rows").hasSize(1 + 11);
      assertThat(figure.html()).contains("<table>", "softmax_linear", "18,470,784");
      assertThat(figure.toString()).contains("multiply-adds", "(64, 24, 24)");
    }
    Evaluation evaluation = new Evaluation("t", List.of("a<b", "c"), new int[][] {{3, 1}, {0, 4}});
    assertThat(Tables.of(evaluation).html()).contains("a&lt;b", "75.0%", "100.0%");
  }

  @Test
  void roundsTheDoublesOfATableAndLeavesTheTableAsItIs() {
    Table table =
        Table.create(
            "a < b", DoubleColumn.create("x", 0.123456), LongColumn.create("n", new long[] {7}));
    String before = table.print();
    assertThat(Tables.of(table, 2).html()).contains("<b>a &lt; b</b>", ">0.12<", ">7<");
    assertThat(table.print()).isEqualTo(before);
  }

  @Test
  void givesThePictureOfAChartAsAFile() throws IOException {
    Figure chart = Charts.lines("t < u", "x", "y", new double[] {0, 1}, Map.of("a", new double[2]));
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(chart.png()));
    BufferedImage shown = images(chart).get(0);
    int[] pixels = shown.getRGB(0, 0, shown.getWidth(), shown.getHeight(), null, 0, 1440);
    assertThat(picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, 1440))
        .isEqualTo(pixels);
    assertThatThrownBy(new Figure("<p>no <img src='x'></p>", "words")::png)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("\"words\" has no picture: take a chart or a grid of pictures");
  }

  private static List<BufferedImage> images(Figure figure) throws IOException {
    List<BufferedImage> images = new ArrayList<>();
    for (MatchResult match : PNG.matcher(figure.html()).results().toList()) {
      byte[] png = Base64.getDecoder().decode(match.group(1));
      images.add(ImageIO.read(new ByteArrayInputStream(png)));
    }
    return images;
  }
}
