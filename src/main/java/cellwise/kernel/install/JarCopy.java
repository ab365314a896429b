package cellwise.kernel.install;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * The kernel's jar and those that its manifest names, copied beside {@code kernel.json}, where no
 * later build changes or removes them while a kernel runs.
 *
 * <p>A copy is a folder that is never changed. Its name tells what it was made from, so another
 * version of the jars gets another folder; what is the same in both is one file with two links.
 */
final class JarCopy {
  private static final String NAMES = "jars-*";

  private JarCopy() {}

  /**
   * Copies a jar, if that has not been done.
   *
   * @param needed which of those that its manifest names
   * @param folder where the copy's folder is to be
   * @return the copied jar
   * @throws IOException if it cannot be copied; nothing is left then
   */
  static Path make(Path jar, Predicate<Path> needed, Path folder) throws IOException {
    Path source = jar.getParent();
    List<Path> files = new ArrayList<>(List.of(jar.getFileName()));
    named(jar).stream().filter(needed).forEach(files::add);
    Path copy = folder.resolve("jars-%08x".formatted(sum(source, files)));
    if (!isWhole(copy, source, files)) {
      Path aside = folder.resolve(copy.getFileName() + ".part" + ProcessHandle.current().pid());
      try {
        for (Path file : files) {
          Path target = aside.resolve(file);
          Files.createDirectories(target.getParent());
          copy(source.resolve(file), target, folder, file);
        }
        remove(copy);
        Files.move(aside, copy);
      } finally {
        remove(aside);
      }
    }
    return copy.resolve(jar.getFileName());
  }

  /** What the jar's manifest names, as far as it is there and lies below the jar's folder. */
  private static List<Path> named(Path jar) throws IOException {
    List<Path> files = new ArrayList<>();
    String classPath;
    try (JarFile opened = new JarFile(jar.toFile())) {
      Manifest manifest = opened.getManifest();
      classPath =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
    }
    for (String name : classPath == null ? new String[0] : classPath.strip().split("\\s+")) {
      URI uri = URI.create(name);
      if (!uri.isAbsolute() && Files.isRegularFile(jar.resolveSibling(uri.getPath()))) {
        files.add(Path.of(uri.getPath()).normalize());
      }
    }
    return files.stream()
        .filter(file -> !file.isAbsolute() && !file.startsWith(".."))
        .distinct()
        .toList();
  }

  private static long sum(Path source, List<Path> files) throws IOException {
    CRC32 sum = new CRC32();
    for (Path file : files) {
      Path from = source.resolve(file);
      String stamp = file + " " + Files.size(from) + " " + Files.getLastModifiedTime(from) + "\n";
      sum.update(stamp.getBytes(StandardCharsets.UTF_8));
    }
    return sum.getValue();
  }

  /** A power failure may have left files cut short. */
  private static boolean isWhole(Path copy, Path source, List<Path> files) throws IOException {
    for (Path file : files) {
      if (!isSame(source.resolve(file), copy.resolve(file))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSame(Path a, Path b) throws IOException {
    return Files.exists(b)
        && Files.size(a) == Files.size(b)
        && Files.getLastModifiedTime(a).equals(Files.getLastModifiedTime(b));
  }

  private static void copy(Path from, Path to, Path folder, Path name) throws IOException {
    for (Path copy : copies(folder)) {
      Path there = copy.resolve(name);
      if (!there.equals(to) && isSame(from, there) && isLinked(to, there)) {
        return;
      }
    }
    Files.copy(from, to);
    Files.setLastModifiedTime(to, Files.getLastModifiedTime(from));
  }

  private static boolean isLinked(Path link, Path file) {
    try {
      Files.createLink(link, file);
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      return false; // this file system has none
    }
  }

  private static List<Path> copies(Path folder) throws IOException {
    List<Path> copies = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, NAMES)) {
      found.forEach(copies::add);
    }
    return copies;
  }

  /** Removes the copies in a kernel's folder but the one that has this jar, and those in use. */
  static void removeOthers(Path folder, Path jar) throws IOException {
    for (Path copy : copies(folder)) {
      if (!jar.startsWith(copy) && !isInUse(copy)) {
        remove(copy);
      }
    }
  }

  /** Removes all copies in a kernel's folder. */
  static void removeAll(Path folder) throws IOException {
    for (Path copy : copies(folder)) {
      remove(copy);
    }
  }

  /** Whether a process of this machine was started with a jar of the copy. */
  private static boolean isInUse(Path copy) {
    return ProcessHandle.allProcesses()
        .flatMap(process -> Stream.of(process.info().arguments().orElse(new String[0])))
        .anyMatch(argument -> argument.startsWith(copy + File.separator));
  }

  private static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
