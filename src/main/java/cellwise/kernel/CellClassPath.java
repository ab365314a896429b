package cellwise.kernel;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import jdk.jshell.JShell;

/**
 * What the compiler of the cells sees: what cells have added, before the class path of the JVM.
 * JShell itself would put it behind.
 */
final class CellClassPath {
  private final Set<Path> ofJvm = new LinkedHashSet<>();
  private final Set<Path> added = new LinkedHashSet<>();
  private StandardJavaFileManager files;

  CellClassPath() {
    Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .forEach(path -> ofJvm.add(Path.of(path).toAbsolutePath().normalize()));
  }

  /** To be called with the file manager of the shell's compiler, while the shell is built. */
  StandardJavaFileManager of(StandardJavaFileManager files) {
    this.files = files;
    // Else a CLASSPATH in the environment would hide the JVM's own.
    tellCompiler();
    return files;
  }

  /**
   * Adds directories and jars; those that are there already keep their place, but the compiler
   * looks anew into directories. Files that hold no classes are left out.
   *
   * @throws IllegalArgumentException if a jar cannot be read: the compiler would then refuse every
   *     cell
   */
  synchronized void add(JShell shell, List<Path> paths) {
    List<Path> absent = new ArrayList<>();
    for (Path each : paths) {
      Path path = each.toAbsolutePath().normalize();
      if (!ofJvm.contains(path) && isReadable(path)) {
        absent.add(path);
      }
    }
    absent.removeIf(path -> !added.add(path) && !Files.isDirectory(path));
    if (!absent.isEmpty()) {
      shell.addToClasspath(
          absent.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
      tellCompiler();
    }
  }

  private static boolean isReadable(Path path) {
    if (!Files.isRegularFile(path)) {
      return true;
    }
    try {
      new ZipFile(path.toFile()).close();
      return true;
    } catch (IOException e) {
      if (path.toString().endsWith(".jar")) {
        throw new IllegalArgumentException(path + " cannot be read as a jar: " + e.getMessage(), e);
      }
      return false;
    }
  }

  private void tellCompiler() {
    List<Path> all = new ArrayList<>(added);
    all.addAll(ofJvm);
    try {
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, all);
    } catch (IOException e) {
      throw new IllegalStateException("the compiler refuses the class path " + all, e);
    }
  }
}
