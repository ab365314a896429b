package cellwise.data;

import cellwise.data.draw.Drawn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Draws digits as MNIST has them: 28 × 28 grey pixels, white on black, in IDX files.
 *
 * <p>A stand-in that needs no download: what is measured on it says nothing about handwriting. The
 * pictures are the same bytes on every machine. Place, size, slant, thickness and the hand's
 * shaking are random; the classes come in equal numbers.
 */
public final class Digits {
  private static final int TRAIN_SIZE = 10_000;
  private static final int TEST_SIZE = 2_000;
  private static final long SEED = 0xd161_7500L;

  private Digits() {}

  /** Draws 10,000 digits to train on and 2,000 to test on; takes about a second. */
  public static Pictures open() {
    return open(TRAIN_SIZE, TEST_SIZE);
  }

  static Pictures open(int trainSize, int testSize) {
    return Pictures.of(
        "Digits", Mnist.CLASSES, records(Mnist.TRAIN, trainSize), records(Mnist.TEST, testSize));
  }

  /**
   * Writes the same digits as MNIST's four files, each aside and then renamed.
   *
   * @param folder made where it is missing; files of those names in it are replaced
   * @return the folder
   */
  public static Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    write(records(Mnist.TRAIN, TRAIN_SIZE), folder, Mnist.TRAIN);
    write(records(Mnist.TEST, TEST_SIZE), folder, Mnist.TEST);
    return folder;
  }

  private static void write(IdxRecords records, Path folder, String part) throws IOException {
    write(folder.resolve(Mnist.pictures(part)), records.pictures());
    write(folder.resolve(Mnist.labels(part)), records.labels());
  }

  private static void write(Path file, ByteBuffer bytes) throws IOException {
    Path aside =
        file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
    try {
      Files.write(aside, bytes.array());
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private static IdxRecords records(String part, int count) {
    int side = Drawn.DIGIT_SIDE;
    int plane = side * side;
    ByteBuffer pictures = ByteBuffer.allocate(IdxRecords.PICTURES_HEADER + count * plane);
    pictures.putInt(IdxRecords.PICTURES).putInt(count).putInt(side).putInt(side);
    ByteBuffer labels = ByteBuffer.allocate(IdxRecords.LABELS_HEADER + count);
    labels.putInt(IdxRecords.LABELS).putInt(count);
    IntStream.range(0, count)
        .parallel()
        .forEach(
            i -> {
              Random random = Seeds.random(SEED, part.equals(Mnist.TRAIN) ? 0 : 1, i);
              int digit = i % Mnist.CLASSES.size();
              labels.put(IdxRecords.LABELS_HEADER + i, (byte) digit);
              pictures.put(IdxRecords.PICTURES_HEADER + i * plane, Drawn.digit(digit, random));
            });
    try {
      return IdxRecords.of(
          Mnist.pictures(part),
          pictures.rewind(),
          Mnist.labels(part),
          labels.rewind(),
          Mnist.CLASSES.size());
    } catch (IOException e) {
      throw new AssertionError("drawn in memory", e);
    }
  }
}
