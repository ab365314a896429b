package cellwise.kernel.files;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Files named by patterns: {@code *} and {@code ?} within a name, and a closing slash for all files
 * of a directory. What is not absolute begins at the working directory.
 */
public final class Globs {
  private Globs() {}

  /**
   * What the patterns name, those of one pattern in the order of their names.
   *
   * @throws FileNotFoundException if a pattern without wildcards names nothing
   */
  public static List<Path> find(List<String> patterns) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String pattern : patterns) {
      List<Path> matches = matches(pattern);
      if (matches.isEmpty() && !isWild(pattern)) {
        throw new FileNotFoundException(
            Path.of(pattern).toAbsolutePath() + " does not exist: pass an existing file, or a *");
      }
      found.addAll(matches);
    }
    return found;
  }

  /** What the patterns of a path list of the platform name; those that name nothing are skipped. */
  public static List<Path> ofPathList(String list) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String pattern : list.split(File.pathSeparator)) {
      if (!pattern.isBlank()) {
        found.addAll(matches(pattern.strip()));
      }
    }
    return found;
  }

  private static List<Path> matches(String pattern) throws IOException {
    boolean isAbsolute = new File(pattern).isAbsolute();
    String[] names = pattern.split("/|" + "\\Q" + File.separator + "\\E");
    Path root = isAbsolute ? Path.of(pattern.replaceAll("[*?]", "x")).getRoot() : Path.of("");
    List<Path> found = List.of(root.toAbsolutePath());
    for (String name : names) {
      // The first name of an absolute path is its root.
      if (!name.isEmpty() && !(isAbsolute && name.equals(names[0]))) {
        found = children(found, name);
      }
    }
    return pattern.endsWith("/") ? children(found, "*") : found;
  }

  private static List<Path> children(List<Path> directories, String name) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path directory : directories) {
      if (!isWild(name)) {
        Stream.of(directory.resolve(name).normalize()).filter(Files::exists).forEach(found::add);
      } else if (Files.isDirectory(directory)) {
        // Java's own patterns know brackets and braces too.
        String pattern = name.replaceAll("[\\[\\]{}\\\\]", "\\\\$0");
        try (DirectoryStream<Path> matches = Files.newDirectoryStream(directory, pattern)) {
          matches.forEach(found::add);
        }
      }
    }
    found.sort(null);
    return found;
  }

  private static boolean isWild(String pattern) {
    return pattern.contains("*") || pattern.contains("?") || pattern.endsWith("/");
  }
}
