package cellwise.model;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What each layer of a network gives and costs, for one picture.
 *
 * @param rows from the pictures to the logits
 */
public record LayerCosts(List<Row> rows) {
  /**
   * One layer.
   *
   * @param name such as {@code conv1}
   * @param output its output for one picture, such as {@code (64, 24, 24)}
   * @param parameters how many numbers are trained in it
   * @param multiplyAdds multiplications, each with an addition, for one picture, of convolutions
   *     and matrix products; what pooling, normalization and biases cost is not counted
   */
  public record Row(String name, Shape output, long parameters, long multiplyAdds) {}

  /** Keeps its own copy of the rows. */
  public LayerCosts {
    rows = List.copyOf(rows);
  }

  /** Returns the layers of a network. */
  public static LayerCosts of(Network net) {
    List<Row> rows = new ArrayList<>();
    Shape[] shapes = {new Shape(1).addAll(net.input())};
    for (Map.Entry<String, Block> layer : net.blocks().entrySet()) {
      shapes = layer.getValue().getOutputShapes(shapes);
      rows.add(row(layer.getKey(), layer.getValue(), shapes[0].slice(1)));
    }
    return new LayerCosts(rows);
  }

  /** Returns how many numbers are trained in all. */
  public long parameters() {
    return rows.stream().mapToLong(Row::parameters).sum();
  }

  /** Returns the multiplications, each with an addition, for one picture in all. */
  public long multiplyAdds() {
    return rows.stream().mapToLong(Row::multiplyAdds).sum();
  }

  /** Each weight is used once for every place of the output: 24 × 24 in conv1, one in local3. */
  private static Row row(String name, Block layer, Shape output) {
    long parameters = 0;
    long multiplyAdds = 0;
    for (Parameter parameter : layer.getParameters().values()) {
      parameters += parameter.requiresGradient() ? parameter.getShape().size() : 0;
      if (parameter.getType() == Parameter.Type.WEIGHT) {
        multiplyAdds += parameter.getShape().size() * (output.size() / output.get(0));
      }
    }
    return new Row(name, output, parameters, multiplyAdds);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%-16s %-14s %12s %14s%n".formatted("layer", "output", "parameters", "multiply-adds"));
    for (Row row : rows) {
      text.append(line(row.name(), row.output(), row.parameters(), row.multiplyAdds()));
    }
    return text.append(line("total", "", parameters(), multiplyAdds())).toString();
  }

  private static String line(String name, Object output, long parameters, long multiplyAdds) {
    return String.format(
        Locale.ROOT, "%-16s %-14s %,12d %,14d%n", name, output, parameters, multiplyAdds);
  }
}
