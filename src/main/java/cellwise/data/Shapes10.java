package cellwise.data;

import cellwise.data.draw.Drawn;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Draws Shapes-10: ten classes of shapes on 32 × 32 RGB pictures, in CIFAR-10's binary format.
 *
 * <p>A stand-in that needs no download: what is measured on it says nothing about photographs. The
 * pictures are the same bytes on every machine, since only operations are used whose results the
 * Java language fixes exactly. Place, size, turn, colours, background and noise are random; the
 * classes come in equal numbers.
 */
public final class Shapes10 {
  /** Pictures in each of the five training files, and in the test file. */
  public static final int PICTURES_PER_FILE = 2_000;

  /** The names of the ten classes, in the order of their labels. */
  public static final List<String> CLASSES = Drawn.SHAPES;

  /** Far from the seeds that people choose, so that no stream draws these numbers again. */
  private static final long SEED = 0x5ca1ab1e_0ddba11L;

  private Shapes10() {}

  /** Draws 10,000 pictures to train on and 2,000 to test on; takes about a second. */
  public static Pictures open() {
    return open(PICTURES_PER_FILE);
  }

  /**
   * Draws fewer or more pictures.
   *
   * @param picturesPerFile pictures in each of the five training files, and in the test file
   */
  public static Pictures open(int picturesPerFile) {
    if (picturesPerFile < 1) {
      throw new IllegalArgumentException(
          "picturesPerFile is " + picturesPerFile + ", must be positive");
    }
    List<Records> train =
        IntStream.range(0, Cifar10.TRAIN_FILES.size())
            .mapToObj(i -> draw(Cifar10.TRAIN_FILES.get(i), i, picturesPerFile))
            .toList();
    Records test = draw(Cifar10.TEST_FILE, train.size(), picturesPerFile);
    return Pictures.of("Shapes-10", CLASSES, train, test);
  }

  private static Records draw(String name, int file, int count) {
    int record = Cifar10.LABELS.record();
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(count, record));
    IntStream.range(0, count)
        .parallel()
        .forEach(
            i -> {
              int label = i % CLASSES.size();
              bytes.put(i * record, (byte) label);
              bytes.put(i * record + 1, Drawn.shape(label, Seeds.random(SEED, file, i)));
            });
    try {
      return CifarRecords.of(name, bytes, Cifar10.LABELS);
    } catch (IOException e) {
      throw new AssertionError("drawn in memory", e);
    }
  }
}
