package cellwise.data;

import cellwise.data.fetch.Download;
import cellwise.data.fetch.PublishedFolder;
import cellwise.data.file.UserFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What CIFAR-10 and CIFAR-100 have in common, and in what they differ.
 *
 * @param published their binary version
 * @param variable the environment variable that names a folder with the files
 * @param train the files of the training pictures
 * @param test the file of the test pictures
 * @param labels where a record's label is, and how many classes there are
 * @param namesFile the file with the names of the classes
 * @param classes the names where a folder has no such file
 * @param suffix what is added to the name of the data set, may be empty
 */
record CifarVersion(
    PublishedFolder published,
    String variable,
    List<String> train,
    String test,
    CifarRecords.Labels labels,
    String namesFile,
    List<String> classes,
    String suffix) {

  /** Opens the folder that the variable names, else the one in the user's cache. */
  Pictures open() throws IOException {
    String folder = System.getenv(variable);
    return folder != null && !folder.isBlank() ? open(Path.of(folder)) : openKept(published.kept());
  }

  /** Returns it to be had from elsewhere. */
  CifarVersion from(Download other) {
    return new CifarVersion(
        published.from(other), variable, train, test, labels, namesFile, classes, suffix);
  }

  /** Opens the folder in a cache. */
  Pictures openIn(Path cache) throws IOException {
    return openKept(published.keptIn(cache));
  }

  private Pictures openKept(Path folder) throws IOException {
    try {
      return open(folder);
    } catch (IOException e) {
      throw new IOException(
          "%s; delete %s to have it fetched again".formatted(e.getMessage(), folder), e);
    }
  }

  /** Opens a folder that holds the files, or the folder of the archive that does. */
  Pictures open(Path folder) throws IOException {
    Path root = root(folder);
    checkComplete(root);
    List<String> names = ClassNames.read(root.resolve(namesFile), classes);
    List<Records> trainRecords = new ArrayList<>();
    for (String file : train) {
      trainRecords.add(CifarRecords.open(root.resolve(file), labels));
    }
    Records testRecords = CifarRecords.open(root.resolve(test), labels);
    List<ByteBuffer> files =
        Stream.concat(trainRecords.stream(), Stream.of(testRecords))
            .flatMap(Records::bytes)
            .toList();
    return Pictures.of(Published.nameOf(folder, files) + suffix, names, trainRecords, testRecords);
  }

  /** Returns whether a folder has any of the files, and so is meant to be of this version. */
  boolean isMeantBy(Path folder) {
    return files().anyMatch(file -> UserFile.isThere(root(folder).resolve(file)));
  }

  private Path root(Path folder) {
    Path inner = folder.resolve(published.name());
    return Files.isDirectory(inner) ? inner : folder;
  }

  private Stream<String> files() {
    return Stream.concat(train.stream(), Stream.of(test));
  }

  private void checkComplete(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(
          "%s is no folder: pass the one that holds %s".formatted(folder, train.get(0)));
    }
    List<String> missing = files().filter(file -> !UserFile.isThere(folder.resolve(file))).toList();
    if (!missing.isEmpty()) {
      throw new IOException(
          "%s lacks %s, and %s: pass the folder that %s unpacks to"
              .formatted(
                  folder,
                  String.join(", ", missing),
                  UserFile.content(folder),
                  published.archive().fileName()));
    }
  }
}
