package cellwise.data;

import cellwise.data.file.UserFile;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder that holds a folder for each class, and in it the pictures of that class.
 *
 * <p>Names are compared by code points after Unicode's composition (NFC): the order is the same in
 * every locale and on every file system, and as Python sorts.
 *
 * @param folder the one above
 * @param files of each class; classes are in the order of their names, as the files of each are
 */
record ClassFolders(Path folder, SortedMap<String, List<Path>> files) {
  private static final String ENDINGS = "jpg, jpeg, jpe, jfif, png, gif, bmp, tif, tiff";
  private static final Set<String> READ = Set.of(ENDINGS.split(", "));
  private static final Set<String> NOT_READ =
      Set.of("webp", "heic", "heif", "avif", "jxl", "jp2", "psd", "svg");

  private static final Comparator<String> BY_CODE_POINTS =
      Comparator.comparing(name -> name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);

  /** Lists the pictures; opens none of them. */
  static ClassFolders of(Path folder) throws IOException {
    SortedMap<String, List<Path>> files = new TreeMap<>(BY_CODE_POINTS);
    for (Path each : foldersIn(folder)) {
      String name = name(folder, each);
      checkName(each);
      if (files.put(name, picturesIn(each)) != null) {
        throw new IOException("%s has two folders named %s: rename one".formatted(folder, name));
      }
    }
    if (files.size() < 2) {
      throw new IOException(
          "%s has pictures of %s, must hold a folder for each of two classes or more; it %s"
              .formatted(
                  folder,
                  files.isEmpty() ? "no class" : "one class alone, " + files.firstKey(),
                  UserFile.content(folder)));
    }
    return new ClassFolders(folder, files);
  }

  /** Returns whether any folder in a folder has a picture, and so is meant to be of a class. */
  static boolean isMeantBy(Path folder) throws IOException {
    for (Path each : foldersIn(folder)) {
      if (listed(each, Integer.MAX_VALUE).stream()
          .anyMatch(file -> READ.contains(ending(file)) || NOT_READ.contains(ending(file)))) {
        return true;
      }
    }
    return false;
  }

  /** Returns the names of the classes. */
  List<String> classes() {
    return List.copyOf(files.keySet());
  }

  /** Returns the folders that are not hidden, in any order. */
  static List<Path> foldersIn(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(
          folder + " is no folder: pass the one that holds a folder of pictures for each class");
    }
    List<Path> all = listed(folder, 1);
    return all.stream().filter(each -> !each.equals(folder) && Files.isDirectory(each)).toList();
  }

  private static List<Path> picturesIn(Path folder) throws IOException {
    List<Path> files = listed(folder, Integer.MAX_VALUE);
    for (Path file : files) {
      if (NOT_READ.contains(ending(file))) {
        throw new IOException(
            "%s is no picture that Java reads (%s): save it as PNG or JPEG"
                .formatted(file, ENDINGS));
      }
    }
    List<Path> pictures =
        files.stream()
            .filter(file -> READ.contains(ending(file)) && !Files.isDirectory(file))
            .sorted(Comparator.comparing(file -> name(folder, file), BY_CODE_POINTS))
            .toList();
    if (pictures.isEmpty()) {
      throw new IOException(
          "%s has no picture (%s), and %s: put pictures of the class there, or remove the folder"
              .formatted(folder, ENDINGS, UserFile.content(folder)));
    }
    return pictures;
  }

  /** Lists what is not hidden, down to a depth, and the folder itself; follows links. */
  private static List<Path> listed(Path folder, int depth) throws IOException {
    try (Stream<Path> all = Files.walk(folder, depth, FileVisitOption.FOLLOW_LINKS)) {
      return all.filter(each -> !isHidden(folder.relativize(each))).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause() instanceof FileSystemException f
          ? new IOException(f.getFile() + " " + why(f), e)
          : e.getCause();
    } catch (FileSystemException e) {
      throw new IOException(folder + " " + why(e), e);
    }
  }

  private static String why(FileSystemException e) {
    return e instanceof FileSystemLoopException
        ? "is a link to a folder that it lies in: remove it"
        : "may not be read: " + UserFile.reason(e);
  }

  /** Unpacked from a Mac's archive, {@code __MACOSX} holds what is hidden there. */
  private static boolean isHidden(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith(".") || part.toString().equals("__MACOSX")) {
        return true;
      }
    }
    return false;
  }

  private static String ending(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static String name(Path folder, Path file) {
    String relative = folder.relativize(file).toString().replace(File.separatorChar, '/');
    return Normalizer.normalize(relative, Normalizer.Form.NFC);
  }

  /** Java puts U+FFFD where the locale's charset cannot read a byte. */
  private static void checkName(Path folder) throws IOException {
    if (folder.getFileName().toString().contains("\uFFFD")) {
      throw new IOException(
          "%s has a name that this locale cannot read (its charset is %s): set LC_ALL to C.UTF-8 before the start, or rename it"
              .formatted(folder, System.getProperty("sun.jnu.encoding")));
    }
  }
}
