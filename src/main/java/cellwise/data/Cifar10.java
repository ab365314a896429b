package cellwise.data;

import cellwise.data.fetch.Download;
import cellwise.data.fetch.PublishedFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Opens CIFAR-10: 50,000 photographs to train on and 10,000 to test on, 32 × 32 pixels, ten
 * classes.
 *
 * <p>Source: Alex Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009; <a
 * href="https://www.cs.toronto.edu/~kriz/cifar.html">www.cs.toronto.edu/~kriz/cifar.html</a>.
 */
public final class Cifar10 {
  /** The environment variable that names a folder with the files. */
  public static final String FOLDER_VARIABLE = "CELLWISE_CIFAR10";

  /** The names of the ten classes, in the order of their labels. */
  public static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  static final List<String> TRAIN_FILES =
      List.of(
          "data_batch_1.bin",
          "data_batch_2.bin",
          "data_batch_3.bin",
          "data_batch_4.bin",
          "data_batch_5.bin");

  static final String TEST_FILE = "test_batch.bin";
  private static final String NAMES_FILE = "batches.meta.txt";

  static final CifarRecords.Labels LABELS = new CifarRecords.Labels(1, 0, CLASSES.size());

  /** The MD5 checksum is the one that its page publishes. */
  static final CifarVersion BINARY =
      new CifarVersion(
          new PublishedFolder(
              "CIFAR-10",
              "cifar-10-batches-bin",
              Stream.concat(TRAIN_FILES.stream(), Stream.of(TEST_FILE, NAMES_FILE))
                  .collect(Collectors.toUnmodifiableSet()),
              new Download(
                  URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
                  "c32a1d4ab5d03f1284b67883e8d87530",
                  170_052_171,
                  30_000),
              "set "
                  + FOLDER_VARIABLE
                  + " to a folder with data_batch_1.bin to test_batch.bin, or pass it to"
                  + " Cifar10.open(folder), or use Shapes10.open(), which needs no download"),
          FOLDER_VARIABLE,
          TRAIN_FILES,
          TEST_FILE,
          LABELS,
          NAMES_FILE,
          CLASSES,
          "");

  private Cifar10() {}

  /**
   * Opens the folder that {@code CELLWISE_CIFAR10} names; without it, the user's cache, to which
   * the archive (162 MB) is downloaded the first time.
   *
   * <p>A proxy is taken from Java's settings, else from {@code HTTPS_PROXY}, {@code ALL_PROXY} and
   * {@code NO_PROXY}.
   *
   * @throws IOException if the files are missing, broken or cannot be downloaded; the message says
   *     what to do
   */
  public static Pictures open() throws IOException {
    return BINARY.open();
  }

  /**
   * Opens a folder. The pictures are called {@code CIFAR-10} if each file has the published bytes,
   * else they have the folder's name.
   *
   * @param folder holds {@code data_batch_1.bin} to {@code data_batch_5.bin} and {@code
   *     test_batch.bin}, or a folder {@code cifar-10-batches-bin} that holds them; {@code
   *     batches.meta.txt}, if there, names the classes, in UTF-8
   * @throws IOException if a file is missing, truncated or has a wrong label; the message gives the
   *     path and the byte offset
   */
  public static Pictures open(Path folder) throws IOException {
    return BINARY.open(folder);
  }
}
