package cellwise.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A data set: pictures to train on and pictures to test on, in ten classes.
 *
 * @param name what charts and tables call it: {@code CIFAR-10} if its files are those that were
 *     published, else the folder's name
 * @param classes the names of the classes; a label is an index into them
 * @param train the training pictures
 * @param test the test pictures, never trained on
 */
public record Pictures(String name, List<String> classes, Split train, Split test) {
  /** The files of the training pictures. */
  static final List<String> TRAIN_FILES =
      List.of(
          "data_batch_1.bin",
          "data_batch_2.bin",
          "data_batch_3.bin",
          "data_batch_4.bin",
          "data_batch_5.bin");

  /** The file of the test pictures. */
  static final String TEST_FILE = "test_batch.bin";

  /** The file with the names of the classes, one a line. */
  static final String CLASSES_FILE = "batches.meta.txt";

  private static final int LONGEST_CLASSES_FILE = 10_000;

  /** Keeps its own copy of the names. */
  public Pictures {
    classes = List.copyOf(classes);
  }

  static Pictures of(String name, List<String> classes, List<Records> train, Records test) {
    return new Pictures(
        name,
        classes,
        new Split(name, "train", classes, train),
        new Split(name, "test", classes, List.of(test)));
  }

  /**
   * Opens a folder with the six files of CIFAR-10's binary version, or with a folder {@code
   * cifar-10-batches-bin} that has them.
   *
   * @param folder holds {@code data_batch_1.bin} to {@code data_batch_5.bin} and {@code
   *     test_batch.bin}; {@code batches.meta.txt}, if there, names the classes, in UTF-8
   * @param classes the names of the classes where the folder does not tell
   * @throws IOException if a file is missing, truncated or has a wrong label; the message gives the
   *     path and the byte offset
   */
  static Pictures open(Path folder, List<String> classes) throws IOException {
    Path inner = folder.resolve(Cifar10.FOLDER);
    Path root = Files.isDirectory(inner) ? inner : folder;
    checkComplete(root);
    List<String> names = classNames(root.resolve(CLASSES_FILE), classes);
    List<Records> train = new ArrayList<>();
    for (String file : TRAIN_FILES) {
      train.add(CifarRecords.open(root.resolve(file), names.size()));
    }
    Records test = CifarRecords.open(root.resolve(TEST_FILE), names.size());
    return of(Published.nameOf(folder, both(train, test)), names, train, test);
  }

  static List<Records> both(List<Records> train, Records test) {
    return Stream.concat(train.stream(), Stream.of(test)).toList();
  }

  private static void checkComplete(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is no folder: pass the one that holds data_batch_1.bin");
    }
    List<String> missing = new ArrayList<>(TRAIN_FILES);
    missing.add(TEST_FILE);
    missing.removeIf(file -> UserFile.isThere(folder.resolve(file)));
    if (!missing.isEmpty()) {
      throw new IOException(
          "%s lacks %s, and %s: pass the folder that cifar-10-binary.tar.gz unpacks to"
              .formatted(folder, String.join(", ", missing), UserFile.content(folder)));
    }
  }

  private static List<String> classNames(Path file, List<String> otherwise) throws IOException {
    if (!UserFile.isThere(file)) {
      return otherwise;
    }
    List<String> names =
        text(file).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (names.size() != otherwise.size()) {
      throw new IOException(
          "%s names %d classes, must name %d, one a line"
              .formatted(file, names.size(), otherwise.size()));
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IOException(file + " names " + name + " twice, must name each class once");
      }
    }
    return names;
  }

  /** Windows' editors begin a text with a byte-order mark. */
  private static String text(Path file) throws IOException {
    try (FileChannel channel = UserFile.open(file)) {
      if (channel.size() > LONGEST_CLASSES_FILE) {
        throw new IOException(
            "%s has %d bytes, must have at most %d: one name a line"
                .formatted(file, channel.size(), LONGEST_CLASSES_FILE));
      }
      ByteBuffer bytes = ByteBuffer.wrap(Channels.newInputStream(channel).readAllBytes());
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is not in UTF-8: save it as UTF-8", e);
    }
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %,d pictures to train on, %,d to test on, %d classes",
        name,
        train.size(),
        test.size(),
        classes.size());
  }
}
