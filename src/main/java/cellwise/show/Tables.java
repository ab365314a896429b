package cellwise.show;

import cellwise.eval.Evaluation;
import cellwise.model.LayerCosts;
import java.io.StringWriter;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jsoup.nodes.Element;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.columns.numbers.NumberColumnFormatter;
import tech.tablesaw.io.html.HtmlWriteOptions;
import tech.tablesaw.io.html.HtmlWriter;

/** Tables as figures: what the library's records hold, and Tablesaw's. */
public final class Tables {
  private static final NumberColumnFormatter COUNT =
      new NumberColumnFormatter(NumberFormat.getIntegerInstance(Locale.ROOT));
  private static final NumberColumnFormatter SHARE =
      new NumberColumnFormatter(
          new DecimalFormat("0.0%", DecimalFormatSymbols.getInstance(Locale.ROOT)));

  private Tables() {}

  /** Shows each layer with its output shape, parameters and multiply-adds, and their totals. */
  public static Figure of(LayerCosts costs) {
    List<LayerCosts.Row> rows = costs.rows();
    LongColumn parameters =
        LongColumn.create("parameters", rows.stream().mapToLong(LayerCosts.Row::parameters));
    LongColumn multiplyAdds =
        LongColumn.create("multiply-adds", rows.stream().mapToLong(LayerCosts.Row::multiplyAdds));
    parameters.append(costs.parameters());
    multiplyAdds.append(costs.multiplyAdds());
    parameters.setPrintFormatter(COUNT);
    multiplyAdds.setPrintFormatter(COUNT);
    return of(
        Table.create(
            "Layers",
            StringColumn.create("layer", rows.stream().map(LayerCosts.Row::name)).append("total"),
            StringColumn.create("output", rows.stream().map(row -> "" + row.output())).append(""),
            parameters,
            multiplyAdds));
  }

  /** Shows each class with its pictures and the share of them that was recognized. */
  public static Figure of(Evaluation evaluation) {
    int[] labels = IntStream.range(0, evaluation.classes().size()).toArray();
    StringColumn names = StringColumn.create("class", evaluation.classes());
    IntColumn pictures =
        IntColumn.create(
            "pictures",
            IntStream.of(labels).map(i -> IntStream.of(evaluation.confusion()[i]).sum()).toArray());
    DoubleColumn recalls =
        DoubleColumn.create(
            "recognized", IntStream.of(labels).mapToDouble(evaluation::recall).toArray());
    recalls.setPrintFormatter(SHARE);
    return of(Table.create(evaluation.data(), names, pictures, recalls));
  }

  /** Returns how a number is printed. */
  static NumberColumnFormatter decimals(int places) {
    return new NumberColumnFormatter(
        new DecimalFormat(
            "0." + "0".repeat(places), DecimalFormatSymbols.getInstance(Locale.ROOT)));
  }

  /**
   * Shows a table, with its name above.
   *
   * @param places decimal places of every column of doubles
   */
  public static Figure of(Table table, int places) {
    Table rounded = table.copy();
    for (Column<?> column : rounded.columns()) {
      if (column instanceof DoubleColumn numbers) {
        numbers.setPrintFormatter(decimals(places));
      }
    }
    return of(rounded);
  }

  /** Shows a table, with its name above. */
  public static Figure of(Table table) {
    StringWriter html = new StringWriter();
    new HtmlWriter()
        .write(table, HtmlWriteOptions.builder(html).elementCreator(Tables::element).build());
    Element piece = Html.piece();
    piece.appendElement("p").appendElement("b").text(table.name());
    piece.append(html.toString());
    return Figure.of(piece, table.print(table.rowCount()));
  }

  /** Numbers to the right, under each other; words to the left. */
  private static Element element(String tag, Column<?> column, Integer row) {
    Element element = new Element(tag);
    if (column != null) {
      String side = column instanceof NumericColumn ? "right" : "left";
      element.attr("style", "padding:2px 10px;text-align:" + side);
    }
    return element;
  }
}
