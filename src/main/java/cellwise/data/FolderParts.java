package cellwise.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which files of a folder are to train on, and which to test on.
 *
 * @param classes their names
 * @param train files in the order in which their pictures are counted
 * @param test as those
 */
record FolderParts(List<String> classes, List<Labelled> train, List<Labelled> test) {
  private static final List<String> TRAIN = List.of("train");
  private static final List<String> TEST = List.of("test", "val", "valid", "validation");

  /** A file, and the index of its class. */
  record Labelled(Path file, int label) {}

  /** Takes the folders of the parts where there are both, else draws. */
  static FolderParts of(Path folder, double testShare, long seed) throws IOException {
    List<Path> folders = ClassFolders.foldersIn(folder);
    Path train = named(folders, TRAIN);
    Path test = named(folders, TEST);
    if (folders.size() == 1 && (train != null || test != null)) {
      throw new IOException(
          "%s holds %s alone: put %s beside it, or pass the folder %s, of which a share is drawn to test on"
              .formatted(
                  folder,
                  folders.get(0).getFileName(),
                  (train == null ? TRAIN : TEST).get(0),
                  folders.get(0)));
    }
    FolderParts parts =
        train != null && test != null
            ? given(folder, folders, ClassFolders.of(train), ClassFolders.of(test))
            : drawn(ClassFolders.of(folder), testShare, seed);
    Collections.shuffle(parts.train, Seeds.random(seed, 0));
    Collections.shuffle(parts.test, Seeds.random(seed, 1));
    return parts;
  }

  private static Path named(List<Path> folders, List<String> names) {
    return names.stream()
        .flatMap(name -> folders.stream().filter(each -> isNamed(each, name)))
        .findFirst()
        .orElse(null);
  }

  private static boolean isNamed(Path folder, String name) {
    return folder.getFileName().toString().equalsIgnoreCase(name);
  }

  private static FolderParts given(
      Path folder, List<Path> folders, ClassFolders train, ClassFolders test) throws IOException {
    for (Path each : folders) {
      if (Stream.concat(TRAIN.stream(), TEST.stream()).noneMatch(name -> isNamed(each, name))) {
        throw new IOException(
            "%s holds %s beside %s and %s: the parts must be alone there, or all folders be classes"
                .formatted(
                    folder,
                    each.getFileName(),
                    train.folder().getFileName(),
                    test.folder().getFileName()));
      }
    }
    if (!train.classes().equals(test.classes())) {
      throw new IOException(
          "%s has the classes %s, %s has %s: both must have a folder for every class"
              .formatted(train.folder(), train.classes(), test.folder(), test.classes()));
    }
    return new FolderParts(train.classes(), all(train), all(test));
  }

  private static List<Labelled> all(ClassFolders folders) {
    List<Labelled> all = new ArrayList<>();
    for (String name : folders.classes()) {
      int label = folders.classes().indexOf(name);
      folders.files().get(name).forEach(file -> all.add(new Labelled(file, label)));
    }
    return all;
  }

  /** Draws from each class for itself, so that each is in both parts. */
  private static FolderParts drawn(ClassFolders folders, double testShare, long seed)
      throws IOException {
    FolderParts parts = new FolderParts(folders.classes(), new ArrayList<>(), new ArrayList<>());
    for (int label = 0; label < folders.classes().size(); label++) {
      List<Path> files = new ArrayList<>(folders.files().get(folders.classes().get(label)));
      if (files.size() < 2) {
        throw new IOException(
            "%s is the only picture of its class, must be two or more: one to train on, one to test on"
                .formatted(files.get(0)));
      }
      Collections.shuffle(files, Seeds.random(seed, 2, label));
      long wanted = Math.round(testShare * files.size());
      int tests = (int) Math.max(1, Math.min(files.size() - 1, wanted));
      for (int i = 0; i < files.size(); i++) {
        (i < tests ? parts.test : parts.train).add(new Labelled(files.get(i), label));
      }
    }
    return parts;
  }
}
