package cellwise.kernel.install;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Jupyter's data directories, found as Jupyter finds them but without Python.
 *
 * @param env the environment variables
 * @param home the user's home directory by the system's list of users, which counts where {@code
 *     HOME} is not set
 * @param system the system's name, as {@code os.name} has it
 */
public record JupyterFolders(Map<String, String> env, Path home, String system) {
  private static final Set<String> NO = Set.of("no", "n", "false", "off", "0", "0.0");

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
    if (isWindows()) {
      return isSet("APPDATA")
          ? Path.of(env.get("APPDATA"), "jupyter")
          : home.resolve("AppData/Roaming/jupyter");
    }
    Path own = isSet("HOME") ? Path.of(env.get("HOME")) : home;
    if (system.startsWith("Mac")) {
      return own.resolve("Library/Jupyter");
    }
    return isSet("XDG_DATA_HOME")
        ? Path.of(env.get("XDG_DATA_HOME"), "jupyter")
        : own.resolve(".local/share/jupyter");
  }

  /** The one that belongs to a prefix, such as a virtual environment. */
  public static Path ofPrefix(Path prefix) {
    return prefix.resolve("share/jupyter");
  }

  /**
   * All that exist, in the order in which Jupyter looks for a kernel: those of {@code
   * JUPYTER_PATH}, the user's, those of the environments in use, the system's. In a virtual
   * environment or one of conda's, its own come before the user's.
   */
  public List<Path> all() {
    List<Path> prefixes = prefixes();
    List<Path> system = systemFolders();
    List<Path> environments =
        prefixes.stream()
            .map(JupyterFolders::ofPrefix)
            .filter(folder -> !system.contains(folder))
            .toList();
    List<Path> folders = new ArrayList<>(paths("JUPYTER_PATH"));
    if (isEnvironmentFirst(prefixes)) {
      folders.addAll(environments);
      folders.add(user());
    } else {
      folders.add(user());
      folders.addAll(environments);
    }
    folders.addAll(system);
    return folders.stream()
        .map(folder -> folder.toAbsolutePath().normalize())
        .distinct()
        .filter(Files::isDirectory)
        .toList();
  }

  /** Of the environments that are activated, and of the Jupyters on the PATH. */
  private List<Path> prefixes() {
    Stream<Path> activated =
        Stream.of("VIRTUAL_ENV", "CONDA_PREFIX")
            .filter(this::isSet)
            .map(name -> Path.of(env.get(name)));
    Stream<Path> onPath =
        paths("PATH").stream()
            .filter(bin -> Files.isExecutable(bin.resolve(isWindows() ? "jupyter.exe" : "jupyter")))
            .map(bin -> bin.toAbsolutePath().normalize().getParent())
            .filter(Objects::nonNull);
    return Stream.concat(activated, onPath).toList();
  }

  /** As {@code prefer_environment_over_user()} of Jupyter's core. */
  private boolean isEnvironmentFirst(List<Path> prefixes) {
    if (isSet("JUPYTER_PREFER_ENV_PATH")) {
      return !NO.contains(env.get("JUPYTER_PREFER_ENV_PATH").toLowerCase(Locale.ROOT));
    }
    return isSet("CONDA_PREFIX") && !"base".equals(env.get("CONDA_DEFAULT_ENV"))
        || prefixes.stream().anyMatch(prefix -> Files.exists(prefix.resolve("pyvenv.cfg")));
  }

  private List<Path> systemFolders() {
    if (isWindows()) {
      return isSet("PROGRAMDATA") ? List.of(Path.of(env.get("PROGRAMDATA"), "jupyter")) : List.of();
    }
    return List.of(Path.of("/usr/local/share/jupyter"), Path.of("/usr/share/jupyter"));
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
