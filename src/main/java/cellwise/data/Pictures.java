package cellwise.data;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A data set: pictures to train on and pictures to test on, of the same classes, size and channels.
 *
 * @param name what charts and tables call it: {@code CIFAR-10} if its files are those that were
 *     published, else the folder's name
 * @param classes the names of the classes; a label is an index into them
 * @param train the training pictures
 * @param test the test pictures, never trained on
 */
public record Pictures(String name, List<String> classes, Split train, Split test) {
  /**
   * Checks that both parts fit, and keeps its own copy of the names.
   *
   * @throws IllegalArgumentException if there are fewer than two classes, a name is blank or there
   *     twice, or a part has other classes or pictures of another size
   */
  public Pictures {
    classes = List.copyOf(classes);
    check(name, classes);
    for (Split part : List.of(train, test)) {
      if (!part.classes().equals(classes)) {
        throw new IllegalArgumentException(
            "%s has the classes %s, must have those of %s, %s"
                .formatted(part, part.classes(), name, classes));
      }
    }
    if (!train.shape().equals(test.shape())) {
      throw new IllegalArgumentException(
          "%s has pictures of %s, %s of %s: all must have the same channels and size, so scale them"
              .formatted(train, train.shape(), test, test.shape()));
    }
  }

  /**
   * Makes a data set of one's own pictures: see the example at {@link Records}.
   *
   * @param name what charts and tables call it
   * @param classes the names of the classes; a label is an index into them
   * @param train the pictures to train on
   * @param test the pictures to test on
   * @throws IllegalArgumentException if a part is empty, a label is none of the classes, or
   *     pictures differ in size or channels; each picture is looked at once
   */
  public static Pictures of(String name, List<String> classes, Records train, Records test) {
    return of(name, classes, List.of(train), test);
  }

  /**
   * Makes a data set whose training pictures are in several files.
   *
   * @param name as {@link #of(String, List, Records, Records)} takes it, as all others
   * @throws IllegalArgumentException as there
   */
  public static Pictures of(String name, List<String> classes, List<Records> train, Records test) {
    check(name, classes);
    return new Pictures(
        name,
        classes,
        Split.checked(name, "train", classes, train),
        Split.checked(name, "test", classes, List.of(test)));
  }

  private static void check(String name, List<String> classes) {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name is blank: say what charts are to call the pictures");
    }
    if (classes.size() < 2) {
      throw new IllegalArgumentException(
          "classes are %s, must be 2 or more: there is nothing to tell apart".formatted(classes));
    }
    Set<String> seen = new HashSet<>();
    for (String each : classes) {
      if (each.isBlank() || !seen.add(each)) {
        throw new IllegalArgumentException(
            "classes are %s, each must have a name of its own".formatted(classes));
      }
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
