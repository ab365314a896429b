package cellwise.eval;

import ai.djl.Device;
import cellwise.checkpoint.Checkpoint;
import cellwise.checkpoint.CheckpointFolder;
import cellwise.checkpoint.Description;
import cellwise.checkpoint.SavedState;
import cellwise.data.PictureFile;
import cellwise.data.Pixels;
import cellwise.data.Split;
import cellwise.engine.Devices;
import cellwise.model.Network;
import cellwise.model.NetworkBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A network from a checkpoint, to predict with. The pictures that it was trained on are not needed:
 * the checkpoint tells what its classes are called. Owns the network until it is closed.
 */
public final class TrainedNetwork implements AutoCloseable {
  private static final int BEST = 3;

  private final Checkpoint checkpoint;
  private final Description description;
  private final Network net;
  private final boolean isAveraged;
  private final List<String> remarks;

  TrainedNetwork(
      Checkpoint checkpoint,
      Description description,
      Network net,
      boolean isAveraged,
      List<String> remarks) {
    this.checkpoint = checkpoint;
    this.description = description;
    this.net = net;
    this.isAveraged = isAveraged;
    this.remarks = List.copyOf(remarks);
  }

  /**
   * Opens the newest checkpoint of a run that can be read, with the moving averages of the
   * variables in their place, where it has them.
   *
   * @param run the folder that the checkpoints are kept in
   * @throws IOException if there is no checkpoint that can be read, or its network was built in
   *     code; the message says which one it was
   */
  public static TrainedNetwork open(Path run) throws IOException {
    return open(run, Devices.usual());
  }

  /**
   * Does the same on a device.
   *
   * @throws IOException as {@link #open(Path)}
   * @throws IllegalArgumentException if it is a GPU that there is not
   */
  public static TrainedNetwork open(Path run, Device device) throws IOException {
    return open(run, Optional.empty(), Devices.require(device), true);
  }

  /**
   * Does the same with the variables as they were trained.
   *
   * @throws IOException as {@link #open(Path)}
   */
  public static TrainedNetwork openRaw(Path run) throws IOException {
    return open(run, Optional.empty(), Devices.usual(), false);
  }

  /**
   * Does the same as {@link #open(Path)} for a network that was built in code.
   *
   * @param network builds it as for the training, such as {@code recipe.network()}
   * @throws IOException as {@link #open(Path)}
   */
  public static TrainedNetwork open(Path run, NetworkBuilder network) throws IOException {
    return open(run, Optional.of(network), Devices.usual(), true);
  }

  private static TrainedNetwork open(
      Path run, Optional<NetworkBuilder> network, Device device, boolean isAveraged)
      throws IOException {
    List<String> remarks = new ArrayList<>();
    try (SavedState saved = new CheckpointFolder(run).open(remarks)) {
      boolean hasAverages = saved.hasAverages();
      if (isAveraged && !hasAverages) {
        remarks.add(saved.checkpoint().file() + " has no averages: its variables are as trained");
      }
      return new Rebuilding(saved, network, device, isAveraged && hasAverages).trained(remarks);
    }
  }

  /** Returns which checkpoint it is from. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /** Returns what the checkpoint tells of the training. */
  public Description description() {
    return description;
  }

  /** Returns the network, to be used as any other; {@link #close} closes it. */
  public Network net() {
    return net;
  }

  /** Returns whether the averages of the variables are in their place. */
  public boolean isAveraged() {
    return isAveraged;
  }

  /** Returns what there is to tell of how it was found, a line each; mostly nothing. */
  public List<String> remarks() {
    return remarks;
  }

  /**
   * Returns which classes a picture of one's own most likely shows: three, or all of fewer.
   *
   * @param file as {@link PictureFile} reads it
   * @return the most likely first
   * @throws IOException if it is no picture; the message gives the path
   */
  public List<Guess> guess(Path file) throws IOException {
    return guesses(Prediction.of(net, read(file)));
  }

  /** Names the classes of a prediction: the three that are most likely, the first of them first. */
  List<Guess> guesses(Prediction prediction) {
    return IntStream.range(0, prediction.logits().length)
        .mapToObj(label -> new Guess(nameOf(label), prediction.probability(label)))
        .sorted(Comparator.comparing(Guess::share).reversed())
        .limit(BEST)
        .toList();
  }

  /** Returns what a class is called: its number where the checkpoint does not tell. */
  private String nameOf(int label) {
    return description.classes().isEmpty() ? "" + label : description.classes().get(label);
  }

  /**
   * Reads a picture file, as large and as colourful as the pictures that the network was trained
   * on.
   *
   * @throws IOException if it is no picture; the message gives the path
   */
  public Pixels read(Path file) throws IOException {
    long channels = description.picture().head();
    int side = (int) Math.min(description.picture().get(1), description.picture().get(2));
    Pixels colours = PictureFile.read(file, side);
    if (channels != 1 && channels != colours.channels()) {
      throw new IOException(
          "%s has %d channels, %s was trained on pictures of %d: make Pixels of it yourself"
              .formatted(file, colours.channels(), checkpoint.file(), channels));
    }
    return channels == 1 ? colours.grey() : colours;
  }

  /**
   * Evaluates it on pictures.
   *
   * @throws IllegalArgumentException if they have other classes than those that it was trained on
   */
  public Evaluation evaluate(Split pictures) {
    List<String> classes = description.classes();
    List<String> others = pictures.classes();
    for (int i = 0; i < Math.min(classes.size(), others.size()); i++) {
      if (!classes.get(i).equals(others.get(i))) {
        throw new IllegalArgumentException(
            "class %d of %s is %s, %s was trained on %s, where it is %s: take pictures of the same classes"
                .formatted(
                    i,
                    pictures.name(),
                    others.get(i),
                    checkpoint.file(),
                    description.dataSet(),
                    classes.get(i)));
      }
    }
    return Evaluation.of(net, pictures);
  }

  @Override
  public String toString() {
    return "%s trained on %s: %s"
        .formatted(description.network(), description.dataSet(), checkpoint);
  }

  @Override
  public void close() {
    net.close();
  }
}
