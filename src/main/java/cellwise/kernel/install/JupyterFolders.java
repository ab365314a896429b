package cellwise.kernel.install;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Jupyter's data directories, found as Jupyter finds them but without Python.
 *
 * @param env the environment variables
 * @param home the user's home directory
 * @param system the system's name, as {@code os.name} has it
 */
public record JupyterFolders(Map<String, String> env, Path home, String system) {
  /** Those of the user who runs this. */
  public static JupyterFolders ofUser() {
    return new JupyterFolders(
        System.getenv(), Path.of(System.getProperty("user.home")), System.getProperty("os.name"));
  }

  /** The user's own, such as {@code ~/.local/share/jupyter}; it need not exist. */
  public Path user() {
    if (isSet("JUPYTER_DATA_DIR")) {
      return Path.of(env.get("JUPYTER_DATA_DIR"));
    }
    if (system.startsWith("Mac")) {
      return home.resolve("Library/Jupyter");
    }
    if (isWindows()) {
      return isSet("APPDATA")
          ? Path.of(env.get("APPDATA"), "jupyter")
          : home.resolve("AppData/Roaming/jupyter");
    }
    return isSet("XDG_DATA_HOME")
        ? Path.of(env.get("XDG_DATA_HOME"), "jupyter")
        : home.resolve(".local/share/jupyter");
  }

  /** The one that belongs to a prefix, such as a virtual environment. */
  public static Path ofPrefix(Path prefix) {
    return prefix.resolve("share/jupyter");
  }

  /**
   * All that exist, in the order in which Jupyter looks for a kernel: those of {@code
   * JUPYTER_PATH}, the user's, those of the environments in use, the system's.
   */
  public List<Path> all() {
    List<Path> folders = new ArrayList<>(paths("JUPYTER_PATH"));
    folders.add(user());
    Stream.of("VIRTUAL_ENV", "CONDA_PREFIX")
        .filter(this::isSet)
        .forEach(name -> folders.add(ofPrefix(Path.of(env.get(name)))));
    paths("PATH").stream()
        .filter(bin -> Files.isExecutable(bin.resolve(isWindows() ? "jupyter.exe" : "jupyter")))
        .map(bin -> bin.toAbsolutePath().normalize().getParent())
        .filter(Objects::nonNull)
        .forEach(prefix -> folders.add(ofPrefix(prefix)));
    if (isWindows()) {
      Stream.of("PROGRAMDATA")
          .filter(this::isSet)
          .forEach(name -> folders.add(Path.of(env.get(name), "jupyter")));
    } else {
      folders.add(Path.of("/usr/local/share/jupyter"));
      folders.add(Path.of("/usr/share/jupyter"));
    }
    return folders.stream()
        .map(folder -> folder.toAbsolutePath().normalize())
        .distinct()
        .filter(Files::isDirectory)
        .toList();
  }

  private boolean isWindows() {
    return system.startsWith("Windows");
  }

  private boolean isSet(String name) {
    return !env.getOrDefault(name, "").isBlank();
  }

  private List<Path> paths(String name) {
    return Stream.of(env.getOrDefault(name, "").split(File.pathSeparator))
        .filter(path -> !path.isBlank())
        .map(Path::of)
        .toList();
  }
}
