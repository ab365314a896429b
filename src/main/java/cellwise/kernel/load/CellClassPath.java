package cellwise.kernel.load;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import jdk.jshell.JShell;

/**
 * What the compiler of the cells sees: what cells have added, before the class path of the JVM.
 * JShell itself would put it behind.
 */
final class CellClassPath {
  private static final String PROPERTY = "java.class.path";

  /** The class path that this JVM was started with. */
  static final List<Path> OF_JVM =
      Arrays.stream(System.getProperty(PROPERTY).split(File.pathSeparator))
          .map(path -> Path.of(path).toAbsolutePath().normalize())
          .distinct()
          .toList();

  /** With a sum of what is in a jar, 0 for directories. */
  private final Map<Path, Integer> added = new LinkedHashMap<>();

  private StandardJavaFileManager files;

  /** To be called with the file manager of the shell's compiler, while the shell is built. */
  StandardJavaFileManager of(StandardJavaFileManager files) {
    this.files = files;
    // Else a CLASSPATH in the environment would hide the JVM's own.
    tellCompiler();
    return files;
  }

  /**
   * Adds directories and jars; those that are there already keep their place, but the compiler
   * looks anew into directories. Files that hold no classes are left out, and jars that another
   * version of theirs would hide; that they need a restart is said on standard error.
   *
   * @throws IllegalArgumentException if a jar cannot be read: the compiler would then refuse every
   *     cell; or if a path holds what parts the paths of a class path
   */
  synchronized void add(JShell shell, List<Path> paths) {
    List<Path> absent = new ArrayList<>();
    try {
      for (Path each : paths) {
        Path path = each.toAbsolutePath().normalize();
        if (!OF_JVM.contains(path) && isNew(path)) {
          absent.add(path);
        }
      }
    } catch (IllegalArgumentException e) {
      added.keySet().removeAll(absent);
      throw e;
    }
    if (!absent.isEmpty()) {
      shell.addToClasspath(join(absent));
      tellCompiler();
    }
  }

  private boolean isNew(Path path) {
    if (path.toString().contains(File.pathSeparator)) {
      throw new IllegalArgumentException(
          "%s has a %s, at which Java parts a class path: rename it, or add a link to it"
              .formatted(path, File.pathSeparator));
    }
    if (!Files.isRegularFile(path)) {
      added.put(path, 0);
      return true;
    }
    Map<String, Long> files = files(path);
    Integer sum = files.hashCode();
    Optional<Path> old =
        !added.containsKey(path)
            ? otherVersion(path, files)
            : Optional.of(path).filter(same -> !added.get(same).equals(sum));
    old.ifPresent(
        stays ->
            System.err.printf(
                "%s, added before, stays: restart the kernel to use the new %s%n",
                stays, path.getFileName()));
    return !files.isEmpty() && old.isEmpty() && added.putIfAbsent(path, sum) == null;
  }

  /** The names and checksums of a jar's files, none of what is no jar. */
  private static Map<String, Long> files(Path path) {
    try (ZipFile zip = new ZipFile(path.toFile())) {
      return zip.stream()
          .collect(Collectors.toMap(ZipEntry::getName, ZipEntry::getCrc, (a, b) -> a));
    } catch (IOException e) {
      if (path.toString().endsWith(".jar")) {
        throw new IllegalArgumentException(path + " cannot be read as a jar: " + e.getMessage(), e);
      }
      return Map.of();
    }
  }

  /** A jar of the same name but for its version that has some of the same classes. */
  private Optional<Path> otherVersion(Path path, Map<String, Long> files) {
    return added.keySet().stream()
        .filter(each -> name(each).equals(name(path)) && Files.isRegularFile(each))
        .filter(
            each -> files(each).keySet().stream().anyMatch(f -> isClass(f) && files.containsKey(f)))
        .findFirst();
  }

  private static boolean isClass(String file) {
    return file.endsWith(".class") && !file.endsWith("-info.class");
  }

  private static String name(Path jar) {
    return jar.getFileName().toString().replaceFirst("(-\\d.*)?[.]jar$", "");
  }

  /** The JVM's property too, by which compilers and other processes that cells start go. */
  private void tellCompiler() {
    List<Path> all = new ArrayList<>(added.keySet());
    all.addAll(OF_JVM);
    System.setProperty(PROPERTY, join(all));
    try {
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, all);
    } catch (IOException e) {
      throw new IllegalStateException("the compiler refuses the class path " + all, e);
    }
  }

  private static String join(List<Path> paths) {
    return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }
}
