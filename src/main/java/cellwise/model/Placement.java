package cellwise.model;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where a network's arrays are, and what it makes of a batch: the tutorial's {@code
 * log_device_placement}, whose graph placed each operation, while here everything is computed where
 * the network is.
 *
 * @param places the pictures first, then each layer with its variables before its result
 */
public record Placement(List<Place> places) {
  /** What an array is. */
  public enum Kind {
    /** The pictures. */
    INPUT,
    /** It is trained. */
    VARIABLE,
    /** It follows the batches, as the means of batch normalization do. */
    STATISTIC,
    /** What a layer gives for the pictures. */
    RESULT
  }

  /**
   * One array.
   *
   * @param name such as {@code conv1/weights}; a layer's result has the layer's
   * @param shape such as {@code (128, 64, 24, 24)} for a result of 128 pictures
   * @param bytes of memory that its numbers take
   */
  public record Place(Kind kind, String name, Shape shape, Device device, long bytes) {
    static Place of(Kind kind, String name, NDArray array) {
      long bytes = array.size() * array.getDataType().getNumOfBytes();
      return new Place(kind, name, array.getShape(), array.getDevice(), bytes);
    }
  }

  /** Keeps its own copy of the list. */
  public Placement {
    places = List.copyOf(places);
  }

  /**
   * Runs pictures through a network, as in an evaluation, and looks where everything is.
   *
   * @param images shape {@code (n, channels, height, width)}
   * @throws IllegalArgumentException if they are on another device than the network
   */
  public static Placement of(Network net, NDArray images) {
    try (NDManager scope = images.getManager().newSubManager()) {
      scope.tempAttachAll(images); // what a layer computes on its way goes with the scope
      return net.alone(() -> placed(net, images));
    }
  }

  private static Placement placed(Network net, NDArray images) {
    List<Place> places = new ArrayList<>();
    places.add(Place.of(Kind.INPUT, "images", images));
    net.outputs(images)
        .forEach(
            (layer, result) -> {
              net.variables().forEach((name, x) -> addOf(layer, places, Kind.VARIABLE, name, x));
              net.statistics().forEach((name, x) -> addOf(layer, places, Kind.STATISTIC, name, x));
              places.add(Place.of(Kind.RESULT, layer, result));
            });
    return new Placement(places);
  }

  private static void addOf(
      String layer, List<Place> places, Kind kind, String name, NDArray array) {
    if (name.startsWith(layer + "/")) {
      places.add(Place.of(kind, name, array));
    }
  }

  /** Returns the bytes of all arrays. */
  public long bytes() {
    return places.stream().mapToLong(Place::bytes).sum();
  }

  /** Returns a table, a line an array. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append("%-10s %-24s %-18s %-8s %14s%n".formatted("", "", "shape", "device", "bytes"));
    for (Place place : places) {
      String kind = place.kind().name().toLowerCase(Locale.ROOT);
      text.append(line(kind, place.name(), place.shape(), place.device(), place.bytes()));
    }
    return text.append(line("total", "", "", "", bytes())).toString();
  }

  private static String line(String kind, String name, Object shape, Object device, long bytes) {
    return String.format(
        Locale.ROOT, "%-10s %-24s %-18s %-8s %,14d%n", kind, name, shape, device, bytes);
  }
}
