package cellwise.data;

import ai.djl.ndarray.types.Shape;
import java.io.File;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/** The training or the test pictures of a data set, counted from 0 through all their files. */
public final class Split {
  private final String dataSet;
  private final String part;
  private final List<String> classes;
  private final List<Records> files;
  private final int size;
  private String fingerprint;

  Split(String dataSet, String part, List<String> classes, List<Records> files) {
    this.dataSet = dataSet;
    this.part = part;
    this.classes = classes;
    this.files = List.copyOf(files);
    this.size = files.stream().mapToInt(Records::size).reduce(0, Math::addExact);
  }

  /** Looks at each picture once. */
  static Split checked(String dataSet, String part, List<String> classes, List<Records> files) {
    Split split = new Split(dataSet, part, classes, files);
    if (files.isEmpty()) {
      throw new IllegalArgumentException(split.name() + " has no records, must have one or more");
    }
    Shape shape = null;
    for (Records file : files) {
      if (file.size() < 1) {
        throw new IllegalArgumentException(
            "%s of %s has size %d, must hold one picture or more"
                .formatted(file.source(), split.name(), file.size()));
      }
      for (int i = 0; i < file.size(); i++) {
        Picture picture = file.picture(i);
        shape = shape == null ? picture.shape() : shape;
        split.check(picture, i, file, shape);
      }
    }
    return split;
  }

  private void check(Picture picture, int index, Records file, Shape first) {
    if (picture.label() < 0 || picture.label() >= classes.size()) {
      throw new IllegalArgumentException(
          "picture %d of %s in %s has label %d, must be 0 to %d: an index into the names of the classes"
              .formatted(index, file.source(), name(), picture.label(), classes.size() - 1));
    }
    if (!picture.shape().equals(first)) {
      throw new IllegalArgumentException(
          "picture %d of %s in %s is %s, the first is %s: all must have the same channels and size, so scale them"
              .formatted(index, file.source(), name(), picture.shape(), first));
    }
  }

  /** Returns what charts and tables call these pictures, such as {@code CIFAR-10 test}. */
  public String name() {
    return dataSet + " " + part;
  }

  /** Returns what the data set is called of which they are a part. */
  public String dataSet() {
    return dataSet;
  }

  /** Returns the names of the classes; a label is an index into them. */
  public List<String> classes() {
    return classes;
  }

  /** Returns the channels, the rows and the columns of each picture. */
  public Shape shape() {
    return picture(0).shape();
  }

  /** Returns the number of pictures. */
  public int size() {
    return size;
  }

  /** Returns the CRC-32C of all pictures and labels, 8 hexadecimal digits. */
  public synchronized String fingerprint() {
    if (fingerprint == null) {
      CRC32C crc = new CRC32C();
      files.forEach(file -> file.bytes().forEach(crc::update));
      fingerprint = "%08x".formatted(crc.getValue());
    }
    return fingerprint;
  }

  /** Returns each file as pictures of its own, in the order in which they are counted. */
  public List<Split> files() {
    return files.stream()
        .map(file -> new Split(dataSet, nameOf(file), classes, List.of(file)))
        .toList();
  }

  /** Returns the name without the folder. */
  private static String nameOf(Records file) {
    return file.source().substring(file.source().lastIndexOf(File.separatorChar) + 1);
  }

  /**
   * Returns one picture.
   *
   * @param index counted from 0
   */
  public Picture picture(int index) {
    int rest = Objects.checkIndex(index, size);
    for (Records file : files) {
      if (rest < file.size()) {
        return file.picture(rest);
      }
      rest -= file.size();
    }
    throw new AssertionError(index);
  }

  /**
   * Returns the first pictures, for a look at them.
   *
   * @param count how many, at most {@link #size}
   */
  public List<Picture> first(int count) {
    return IntStream.range(0, count).mapToObj(this::picture).toList();
  }

  /**
   * Returns an endless stream of batches for training, filled ahead by one thread: all pictures
   * once in random order, then all again in another order, and so on.
   *
   * @param batchSize pictures a batch, at most {@link #size}
   * @param distortion what is done to each picture
   * @param seed decides every order and every distortion
   * @return the stream, which the caller closes
   * @throws IllegalArgumentException if a batch is larger than the split, or of no picture
   */
  public Batches stream(int batchSize, Distortion distortion, long seed) {
    return stream(batchSize, distortion, seed, Shard.WHOLE);
  }

  /**
   * Returns one shard of such a stream: of each of its batches, with the same distortion of each
   * picture, every {@code shard.count()}-th picture.
   *
   * @param batchSize pictures of a batch in all shards together, a multiple of their number and at
   *     most {@link #size}; this one gives its share of them
   * @param shard which one
   * @return the stream, which the caller closes; its positions are those of the whole stream
   * @throws IllegalArgumentException if the batches are larger than the split, of no picture, or
   *     cannot be shared equally
   */
  public Batches stream(int batchSize, Distortion distortion, long seed, Shard shard) {
    shard.requireEqual(batchSize);
    return new Batches(Order.shuffled(this, batchSize, seed), this, distortion, seed, shard);
  }

  /**
   * Returns every picture once, in the order of the files; the last batch may be smaller.
   *
   * @param batchSize pictures a batch
   * @param distortion what is done to each picture
   * @return the batches, which the caller closes
   * @throws IllegalArgumentException if a batch is of no picture
   */
  public Batches inOrder(int batchSize, Distortion distortion) {
    return new Batches(Order.once(this, batchSize), this, distortion, 0, Shard.WHOLE);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s (%,d pictures)", name(), size);
  }
}
