package cellwise.data;

import cellwise.data.fetch.Download;
import cellwise.data.fetch.PublishedFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Opens CIFAR-100: 50,000 photographs to train on and 10,000 to test on, 32 × 32 pixels, in a
 * hundred fine classes and in twenty coarse ones, of five fine ones each.
 *
 * <p>Source: Alex Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", 2009; <a
 * href="https://www.cs.toronto.edu/~kriz/cifar.html">www.cs.toronto.edu/~kriz/cifar.html</a>. A
 * record of its binary version has two label bytes, the coarse and the fine one.
 */
public final class Cifar100 {
  /** The environment variable that names a folder with the files. */
  public static final String FOLDER_VARIABLE = "CELLWISE_CIFAR100";

  /** The names of the hundred fine classes, in the order of their labels. */
  public static final List<String> CLASSES =
      words(
          """
          apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle
          bowl boy bridge bus butterfly camel can castle caterpillar cattle
          chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur
          dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard
          lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain
          mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree
          plain plate poppy porcupine possum rabbit raccoon ray road rocket
          rose sea seal shark shrew skunk skyscraper snail snake spider
          squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor
          train trout tulip turtle wardrobe whale willow_tree wolf woman worm
          """);

  /** The names of the twenty coarse classes, in the order of their labels. */
  public static final List<String> COARSE_CLASSES =
      words(
          """
          aquatic_mammals fish flowers food_containers fruit_and_vegetables
          household_electrical_devices household_furniture insects large_carnivores
          large_man-made_outdoor_things large_natural_outdoor_scenes
          large_omnivores_and_herbivores medium_mammals non-insect_invertebrates people
          reptiles small_mammals trees vehicles_1 vehicles_2
          """);

  private static final String TRAIN_FILE = "train.bin";
  private static final String TEST_FILE = "test.bin";
  private static final String FINE_NAMES = "fine_label_names.txt";
  private static final String COARSE_NAMES = "coarse_label_names.txt";

  /** The MD5 checksum is the one that its page publishes. */
  private static final PublishedFolder PUBLISHED =
      new PublishedFolder(
          "CIFAR-100",
          "cifar-100-binary",
          Set.of(TRAIN_FILE, TEST_FILE, FINE_NAMES, COARSE_NAMES),
          new Download(
              URI.create("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"),
              "03b5dce01913d631647c71ecec9e9cb8",
              168_513_733,
              30_000),
          "set "
              + FOLDER_VARIABLE
              + " to a folder with train.bin and test.bin, or pass it to Cifar100.open(folder),"
              + " or use Shapes10.open(), which needs no download");

  static final CifarVersion FINE = version(1, FINE_NAMES, CLASSES, "");
  static final CifarVersion COARSE = version(0, COARSE_NAMES, COARSE_CLASSES, " coarse");

  private Cifar100() {}

  /**
   * Opens the folder that {@code CELLWISE_CIFAR100} names, with the hundred fine classes; without
   * it, the user's cache, to which the archive (161 MB) is downloaded the first time, as {@link
   * Cifar10#open()} does.
   *
   * @throws IOException if the files are missing, broken or cannot be downloaded; the message says
   *     what to do
   */
  public static Pictures open() throws IOException {
    return FINE.open();
  }

  /**
   * Opens a folder with the hundred fine classes. The pictures are called {@code CIFAR-100} if both
   * files have the published bytes, else they have the folder's name.
   *
   * @param folder holds {@code train.bin} and {@code test.bin}, or a folder {@code
   *     cifar-100-binary} that holds them; {@code fine_label_names.txt}, if there, names the
   *     classes, in UTF-8
   * @throws IOException if a file is missing, truncated or has a wrong label; the message gives the
   *     path and the byte offset
   */
  public static Pictures open(Path folder) throws IOException {
    return FINE.open(folder);
  }

  /**
   * Opens the same pictures with the twenty coarse classes; {@code coarse} is added to their name.
   *
   * @throws IOException as {@link #open()} does
   */
  public static Pictures openCoarse() throws IOException {
    return COARSE.open();
  }

  /**
   * Opens the same folder with the twenty coarse classes; {@code coarse} is added to the name.
   *
   * @param folder as {@link #open(Path)} takes it; {@code coarse_label_names.txt}, if there, names
   *     the classes
   * @throws IOException as there
   */
  public static Pictures openCoarse(Path folder) throws IOException {
    return COARSE.open(folder);
  }

  private static CifarVersion version(
      int label, String namesFile, List<String> classes, String suffix) {
    return new CifarVersion(
        PUBLISHED,
        FOLDER_VARIABLE,
        List.of(TRAIN_FILE),
        TEST_FILE,
        new CifarRecords.Labels(2, label, classes.size()),
        namesFile,
        classes,
        suffix);
  }

  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+"));
  }
}
