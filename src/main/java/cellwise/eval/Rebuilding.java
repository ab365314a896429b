package cellwise.eval;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import cellwise.checkpoint.Checkpoint;
import cellwise.checkpoint.Description;
import cellwise.checkpoint.SavedState;
import cellwise.model.Network;
import cellwise.model.NetworkBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the network of a checkpoint is built again.
 *
 * @param saved tells which network it is, unless an earlier version of this library wrote it
 * @param network builds it, where the caller knows
 * @param device where it is to be
 * @param isAveraged whether averages take the place of the variables
 */
record Rebuilding(
    SavedState saved, Optional<NetworkBuilder> network, Device device, boolean isAveraged) {
  /** All that an earlier version trained from a shell. */
  private static final Shape CHANNELS_AND_SIZE = new Shape(3, 32, 32);

  private static final int CLASSES = 10;

  TrainedNetwork trained(List<String> remarks) throws IOException {
    Optional<Description> told = saved.description();
    if (told.isEmpty()) {
      return tried(remarks);
    }
    NetworkBuilder builder = network.isPresent() ? network.get() : known(told.get());
    return restored(told.get(), told.get().classes().size(), builder, remarks);
  }

  private NetworkBuilder known(Description told) throws IOException {
    NetworkBuilder known = NetworkBuilder.KNOWN.get(told.network());
    if (known == null) {
      throw new IOException(
          "%s is of a network that is called %s and has the layers %s, those that can be built by their name are %s: open it in Java, with TrainedNetwork.open(folder, network)"
              .formatted(
                  file(),
                  told.network(),
                  String.join(", ", told.layers()),
                  NetworkBuilder.KNOWN.keySet()));
    }
    return known;
  }

  /** A checkpoint fits one network alone. */
  private TrainedNetwork tried(List<String> remarks) throws IOException {
    Map<String, NetworkBuilder> candidates =
        network.map(given -> Map.of("the network given", given)).orElse(NetworkBuilder.KNOWN);
    Checkpoint.UnfitException unfit = null;
    for (Map.Entry<String, NetworkBuilder> each : candidates.entrySet()) {
      List<String> more = new ArrayList<>(remarks);
      more.add(
          "%s does not tell what it is of, as an earlier version wrote it: it fits %s, and its classes are called by their numbers"
              .formatted(file(), each.getKey()));
      try {
        return restored(untold(each.getKey()), CLASSES, each.getValue(), more);
      } catch (Checkpoint.UnfitException e) {
        unfit = e;
      }
    }
    throw unfit;
  }

  private static Description untold(String network) {
    return new Description(
        Optional.empty(),
        network,
        List.of(),
        new Shape(3, 24, 24),
        List.of(),
        "pictures that it does not tell",
        CHANNELS_AND_SIZE,
        List.of());
  }

  private TrainedNetwork restored(
      Description description, int classes, NetworkBuilder builder, List<String> remarks)
      throws IOException {
    Network net = built(builder, (int) description.picture().head(), classes);
    try {
      if (!net.input().equals(description.input())) {
        throw new IOException(
            "%s is of a network that takes %s, %s built here takes %s: build it as for the training"
                .formatted(file(), description.input(), description.network(), net.input()));
      }
      if (isAveraged) {
        saved.restoreAveraged(net);
      } else {
        saved.restore(net);
      }
      return new TrainedNetwork(saved.checkpoint(), description, net, isAveraged, remarks);
    } catch (IOException | RuntimeException | Error e) {
      net.close();
      throw e;
    }
  }

  private Network built(NetworkBuilder builder, int channels, int classes) throws IOException {
    try {
      return builder.build(0, channels, classes, device);
    } catch (IllegalArgumentException e) {
      throw new IOException(file() + " is of a network that is none: " + e.getMessage(), e);
    }
  }

  private Path file() {
    return saved.checkpoint().file();
  }
}
