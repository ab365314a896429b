package cellwise.kernel;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The directory by which Jupyter finds the kernel.
 *
 * @param name the directory's name, by which notebooks ask for the kernel
 * @param displayName the name that people see
 * @param java the Java executable
 * @param options options of the JVM
 * @param jar the jar whose main class understands {@code kernel run CONNECTION_FILE}
 * @param env environment variables to start the kernel with
 */
public record KernelSpec(
    String name,
    String displayName,
    Path java,
    List<String> options,
    Path jar,
    Map<String, String> env) {
  /**
   * Options that suit a kernel: the serial collector starts fastest and leaves the cores to the
   * native engine; windows and logging have no place in a notebook.
   */
  public static final List<String> DEFAULT_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "--enable-native-access=ALL-UNNAMED",
          "-Djava.awt.headless=true",
          "-Dorg.slf4j.simpleLogger.defaultLogLevel=error");

  /**
   * Checks the parts and makes the paths absolute.
   *
   * @throws IllegalArgumentException if the name is not one that Jupyter accepts, or a file does
   *     not exist
   */
  public KernelSpec {
    if (!name.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException(
          "kernel name is \"" + name + "\", must be letters, digits, '.', '_' and '-': try java");
    }
    java = existing(java, "pass the bin/java of a JDK 17 or later");
    jar = existing(jar, "build it with mvn package");
    options = List.copyOf(options);
    env = new LinkedHashMap<>(env);
  }

  /** The kernel {@code java} on the Java that runs this, with {@link #DEFAULT_OPTIONS}. */
  public static KernelSpec of(Path jar, Map<String, String> env) {
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    Path java = Path.of(System.getProperty("java.home"), "bin", windows ? "java.exe" : "java");
    return new KernelSpec("java", "Java", java, DEFAULT_OPTIONS, jar, env);
  }

  /**
   * Writes {@code kernels/<name>/kernel.json}, in place of one that may be there.
   *
   * @param dataDir a data directory of Jupyter, such as {@code ~/.local/share/jupyter}; created if
   *     missing
   * @return the kernel's directory
   * @throws IOException if the file cannot be written
   */
  public Path write(Path dataDir) throws IOException {
    Path directory = dataDir.resolve("kernels").resolve(name).toAbsolutePath();
    Path file = directory.resolve("kernel.json");
    try {
      Files.createDirectories(directory);
      Path aside = Files.writeString(directory.resolve("kernel.json.part"), json());
      Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new IOException(
          file + " cannot be written: pass a data directory that you may write to", e);
    }
    return directory;
  }

  private String json() {
    List<String> argv = new ArrayList<>(List.of(java.toString()));
    argv.addAll(options);
    argv.addAll(List.of("-jar", jar.toString(), "kernel", "run", "{connection_file}"));
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("argv", argv);
    spec.put("display_name", displayName);
    spec.put("language", "java");
    spec.put("interrupt_mode", "message");
    spec.put("env", env);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(spec) + "\n";
  }

  private static Path existing(Path file, String cure) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(file + " is missing or no file: " + cure);
    }
    return file.toAbsolutePath().normalize();
  }
}
