package cellwise.checkpoint;

import ai.djl.ndarray.types.Shape;
import cellwise.data.Split;
import cellwise.model.Architecture;
import cellwise.model.Network;
import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a checkpoint tells of its training, so that its network can be built again and used without
 * the pictures that it was trained on. It is text by name in the file's metadata, lists as JSON.
 *
 * @param recipe the name of the recipe that it was trained by, if it had one
 * @param network the name of what built the network, such as {@code CifarNet}, or {@link
 *     Architecture#BUILT_IN_CODE}
 * @param layers the names of the network's layers, from the pictures to the logits
 * @param input what the network takes, {@code (channels, height, width)}
 * @param classes the names of the classes; a label is an index into them
 * @param dataSet what the data set was called
 * @param picture what the pictures of the data set were, {@code (channels, height, width)}
 * @param averagesDecay of the moving averages, in their order
 */
public record Description(
    Optional<String> recipe,
    String network,
    List<String> layers,
    Shape input,
    List<String> classes,
    String dataSet,
    Shape picture,
    List<Float> averagesDecay) {
  /** Rows, columns or channels of a picture at most. */
  private static final int LARGEST = 5_000;

  /** Bytes of all names of classes together; a header has room for twice as many. */
  private static final int MOST_BYTES = 500_000;

  static Description of(TrainingState state, Optional<String> recipe) {
    Network net = state.net();
    Split pictures = state.batches().split();
    int bytes = new Gson().toJson(pictures.classes()).getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "the names of %s's %d classes have %d bytes together, must have at most %d to be kept in a checkpoint: give shorter ones"
              .formatted(pictures.dataSet(), pictures.classes().size(), bytes, MOST_BYTES));
    }
    return new Description(
        recipe,
        net.name(),
        net.layers(),
        net.input(),
        pictures.classes(),
        pictures.dataSet(),
        pictures.shape(),
        state.averages().stream().map(each -> each.decay()).toList());
  }

  /** Returns it as a file has it. The decays are in it already, for a {@link Fingerprint}. */
  Map<String, String> text() {
    Gson gson = new Gson();
    Map<String, String> text = new LinkedHashMap<>();
    recipe.ifPresent(name -> text.put("recipe", name));
    text.put("network", network);
    text.put("network_layers", gson.toJson(layers));
    text.put("network_input", gson.toJson(input.getShape()));
    text.put("classes", gson.toJson(classes));
    text.put("data_set", dataSet);
    text.put("picture", gson.toJson(picture.getShape()));
    return text;
  }

  /**
   * Reads what a file has.
   *
   * @return nothing if there is none, as in files of earlier versions
   * @throws IOException if it is not as {@link #text} gives it; the message is without the path
   */
  static Optional<Description> read(Map<String, String> metadata) throws IOException {
    if (!metadata.containsKey("network")) {
      return Optional.empty();
    }
    return Optional.of(
        new Description(
            Optional.ofNullable(metadata.get("recipe")),
            metadata.get("network"),
            list(metadata, "network_layers", String[].class),
            shape(metadata, "network_input"),
            list(metadata, "classes", String[].class),
            metadata.getOrDefault("data_set", ""),
            shape(metadata, "picture"),
            list(metadata, "averages_decay", Float[].class)));
  }

  private static Shape shape(Map<String, String> metadata, String name) throws IOException {
    List<Integer> sizes = list(metadata, name, Integer[].class);
    if (sizes.size() != 3 || sizes.stream().anyMatch(size -> size < 1 || size > LARGEST)) {
      throw new IOException(
          "%s is %s, must be three sizes of 1 to %d".formatted(name, sizes, LARGEST));
    }
    return new Shape(sizes.get(0), sizes.get(1), sizes.get(2));
  }

  private static <T> List<T> list(Map<String, String> metadata, String name, Class<T[]> type)
      throws IOException {
    try {
      return List.of(new Gson().fromJson(metadata.get(name), type));
    } catch (JsonParseException | NumberFormatException | NullPointerException e) {
      throw new IOException(
          "%s is %s, must be a list in JSON".formatted(name, metadata.get(name)), e);
    }
  }
}
