package cellwise.kernel.install;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A kernel that Jupyter finds, ours or another.
 *
 * @param folder the folder of its {@code kernel.json}, whose name is the kernel's
 * @param argv the command that starts it, empty if its {@code kernel.json} cannot be read
 */
public record InstalledKernel(Path folder, List<String> argv) {
  private static final String FILE = "kernel.json";

  /** The part of a {@code kernel.json} that is read here. */
  private record Spec(List<String> argv) {}

  /** The kernel in a folder, if there is a {@code kernel.json}. */
  public static Optional<InstalledKernel> in(Path folder) {
    Path file = folder.resolve(FILE);
    return Files.exists(file)
        ? Optional.of(new InstalledKernel(folder, argv(file)))
        : Optional.empty();
  }

  /**
   * The kernels of a data directory of Jupyter, by name.
   *
   * @throws IOException if the directory cannot be read
   */
  public static List<InstalledKernel> allIn(Path dataDir) throws IOException {
    Path kernels = dataDir.resolve("kernels");
    if (!Files.isDirectory(kernels)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(kernels)) {
      return folders.sorted().flatMap(folder -> in(folder).stream()).toList();
    }
  }

  /** The name by which notebooks ask for it. */
  public String name() {
    return folder.getFileName().toString();
  }

  /** True if this project's {@code kernel install} wrote it, whichever jar it names. */
  public boolean isOurs() {
    int end = argv.size();
    return end > 5
        && argv.get(end - 5).equals("-jar")
        && argv.subList(end - 3, end).equals(KernelSpec.RUN);
  }

  /** The program and the jar that it is started with, as far as they are not there any more. */
  public List<Path> missing() {
    Set<String> needed = new LinkedHashSet<>(argv.subList(0, Math.min(1, argv.size())));
    int jar = argv.indexOf("-jar") + 1;
    if (jar > 0 && jar < argv.size()) {
      // Before its options, which are not absolute, stands Java, perhaps behind a shell.
      needed.addAll(argv.subList(isOurs() ? 0 : jar, jar + 1));
    }
    return needed.stream()
        .map(Path::of)
        .filter(path -> path.isAbsolute() && !Files.exists(path))
        .toList();
  }

  /**
   * Removes what {@code kernel install} wrote, and the folder if nothing else is in it.
   *
   * @return true if the folder is gone
   * @throws IOException if this kernel is not ours, or a file cannot be removed
   */
  public boolean remove() throws IOException {
    requireOurs();
    Files.delete(folder.resolve(FILE)); // first, as without it Jupyter sees no kernel
    Files.deleteIfExists(folder.resolve(KernelSpec.PART));
    ClassArchive.removeFrom(folder, List.of());
    JarCopy.removeAll(folder);
    try {
      Files.delete(folder);
      return true;
    } catch (DirectoryNotEmptyException e) {
      return false;
    }
  }

  /**
   * Refuses to touch another kernel.
   *
   * @throws IOException if this kernel is not ours
   */
  public void requireOurs() throws IOException {
    if (!isOurs()) {
      throw new IOException(
          folder.resolve(FILE)
              + " is another kernel: pass another --name or --prefix, or move its folder away");
    }
  }

  private static List<String> argv(Path file) {
    try {
      Spec spec = new Gson().fromJson(Files.readString(file), Spec.class);
      return spec == null || spec.argv() == null
          ? List.of()
          : spec.argv().stream().filter(Objects::nonNull).toList();
    } catch (IOException | JsonParseException e) {
      return List.of();
    }
  }
}
