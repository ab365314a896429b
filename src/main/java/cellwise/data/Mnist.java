package cellwise.data;

import cellwise.data.file.UserFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Opens MNIST, 60,000 drawn digits to train on and 10,000 to test on, 28 × 28 grey pixels; and
 * other sets in the same files, such as Fashion-MNIST.
 *
 * <p>Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", 1998, which
 * defines the files and their IDX format.
 */
public final class Mnist {
  /** The names of the ten classes, in the order of their labels. */
  public static final List<String> CLASSES =
      IntStream.range(0, 10).mapToObj(Integer::toString).toList();

  static final String TRAIN = "train";
  static final String TEST = "t10k";

  /** The environment variable that names a folder with the files. */
  public static final String FOLDER_VARIABLE = "CELLWISE_MNIST";

  private Mnist() {}

  /**
   * Opens the folder that {@code CELLWISE_MNIST} names.
   *
   * @throws IOException if it names none, or as {@link #open(Path)} does
   */
  public static Pictures open() throws IOException {
    String folder = System.getenv(FOLDER_VARIABLE);
    if (folder == null || folder.isBlank()) {
      throw new IOException(
          FOLDER_VARIABLE
              + " is not set: set it to the folder that holds MNIST's four files, or pass it to"
              + " Mnist.open(folder), or use Digits.open(), which needs no files");
    }
    return open(Path.of(folder));
  }

  /**
   * Opens a folder with MNIST's four files. The pictures are called {@code MNIST} if each file has
   * the published bytes, else they have the folder's name.
   *
   * @param folder as {@link #open(String, Path, List)} takes it
   * @throws IOException as there
   */
  public static Pictures open(Path folder) throws IOException {
    Records train = open(folder, TRAIN, CLASSES);
    Records test = open(folder, TEST, CLASSES);
    List<ByteBuffer> files = Stream.concat(train.bytes(), test.bytes()).toList();
    return Pictures.of(Published.nameOf(folder, files), CLASSES, train, test);
  }

  /**
   * Opens a folder with the four files of a set like MNIST.
   *
   * @param name what charts and tables call it
   * @param folder holds {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte}, {@code
   *     t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte}, or any of them as {@code .gz}
   *     or with a dot, as in {@code train-images.idx3-ubyte}
   * @param classes the names of the classes; a label is an index into them
   * @throws IOException if a file is missing, broken, or does not fit another one; the message
   *     gives the path, and the byte offset where there is one
   */
  public static Pictures open(String name, Path folder, List<String> classes) throws IOException {
    return Pictures.of(name, classes, open(folder, TRAIN, classes), open(folder, TEST, classes));
  }

  private static Records open(Path folder, String part, List<String> classes) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is no folder: pass the one that holds MNIST's four files");
    }
    Path pictures = find(folder, pictures(part));
    Path labels = find(folder, labels(part));
    return IdxRecords.open(pictures, labels, classes.size());
  }

  static String pictures(String part) {
    return part + "-images-idx3-ubyte";
  }

  static String labels(String part) {
    return part + "-labels-idx1-ubyte";
  }

  /** Returns whether a folder has any of the files, and so is meant to be a set like MNIST. */
  static boolean isMeantBy(Path folder) {
    return Stream.of(TRAIN, TEST)
        .flatMap(part -> Stream.of(pictures(part), labels(part)))
        .anyMatch(name -> found(folder, name).isPresent());
  }

  private static Path find(Path folder, String name) throws IOException {
    Optional<Path> found = found(folder, name);
    if (found.isEmpty()) {
      throw new IOException(
          "there is no %s, nor with .gz, nor %s; %s %s: pass the folder that holds MNIST's four files"
              .formatted(folder.resolve(name), dotted(name), folder, UserFile.content(folder)));
    }
    return found.get();
  }

  /** Some unpack them to names with a dot, beside folders that have the names with none. */
  private static Optional<Path> found(Path folder, String name) {
    return Stream.of(name, name + ".gz", dotted(name), dotted(name) + ".gz")
        .map(folder::resolve)
        .filter(file -> UserFile.isThere(file) && !Files.isDirectory(file))
        .findFirst();
  }

  private static String dotted(String name) {
    return name.replace("-idx", ".idx");
  }
}
