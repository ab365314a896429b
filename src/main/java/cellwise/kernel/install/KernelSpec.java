package cellwise.kernel.install;

import com.google.gson.GsonBuilder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The directory by which Jupyter finds the kernel.
 *
 * @param name the directory's name, by which notebooks ask for the kernel
 * @param displayName the name that people see
 * @param java the Java executable
 * @param options options of the JVM
 * @param jar the jar whose main class understands {@code kernel run CONNECTION_FILE}
 * @param env environment variables that the kernel gets where the user has set none; on Windows
 *     also where the user has
 */
public record KernelSpec(
    String name,
    String displayName,
    Path java,
    List<String> options,
    Path jar,
    Map<String, String> env) {
  /** Where {@code kernel.json} is written before it is moved to its place. */
  static final String PART = "kernel.json.part";

  /** What follows the jar in a kernel's command, by which ours are known. */
  static final List<String> RUN = List.of("kernel", "run", "{connection_file}");

  /**
   * At the first Java parts a class path, what ends in the second it takes for a jar, the third
   * Jupyter replaces, and from a path with the fourth, such as an emoji, the JVM loads no agent.
   */
  private static final Pattern ODD =
      Pattern.compile(
          Pattern.quote(File.pathSeparator)
              + "|!(?=/)|\\{(connection_file|prefix|resource_dir)\\}|[\\x{10000}-\\x{10FFFF}]");

  /**
   * Checks the parts and makes the paths absolute.
   *
   * @throws IllegalArgumentException if the name is not one that Jupyter accepts, or a file does
   *     not exist
   */
  public KernelSpec {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "kernel name is \"" + name + "\", must be letters, digits, '.', '_' and '-': try java");
    }
    java = existing(java, "pass the bin/java of a JDK 17 or later");
    jar = existing(jar, "build it with mvn package");
    options = List.copyOf(options);
    env = new LinkedHashMap<>(env);
  }

  /** True for a name that Jupyter accepts. */
  public static boolean isName(String name) {
    return name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*");
  }

  /** The kernel {@code java} on the Java that runs this, with {@link JvmOptions#OF_A_KERNEL}. */
  public static KernelSpec of(Path jar, Map<String, String> env) {
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    Path java = Path.of(System.getProperty("java.home"), "bin", windows ? "java.exe" : "java");
    return new KernelSpec("java", "Java", java, JvmOptions.OF_A_KERNEL, jar, env);
  }

  /** The same kernel under another name, which people see too unless it is {@code java}. */
  public KernelSpec named(String other) {
    String shown = other.equals("java") ? "Java" : "Java (" + other + ")";
    return new KernelSpec(other, shown, java, options, jar, env);
  }

  /** The kernel's folder in a data directory of Jupyter. */
  public Path folder(Path dataDir) {
    return dataDir.resolve("kernels").resolve(name).toAbsolutePath().normalize();
  }

  /**
   * Copies the jar and those that its manifest names to the kernel's folder, so that the kernel
   * needs nothing of where they were built. Does nothing if that has been done with these jars.
   *
   * @param dataDir a data directory of Jupyter, see {@link #write}
   * @param needed which of those that the manifest names, by a path that begins at the jar's folder
   * @return the same kernel with the copied jar
   * @throws IOException if they cannot be copied, or no kernel starts from there; the kernel that
   *     may be there stays as it is
   */
  public KernelSpec keepJars(Path dataDir, Predicate<Path> needed) throws IOException {
    Path folder = folder(dataDir);
    requirePlain(folder);
    try {
      Path copy = JarCopy.make(jar, needed, Files.createDirectories(folder));
      return new KernelSpec(name, displayName, java, options, copy, env);
    } catch (IOException e) {
      throw new IOException(
          "the jars cannot be copied to %s, pass a data directory with room that you may write to: %s"
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  /**
   * Runs the kernel once and keeps its classes beside {@code kernel.json}, so that it starts
   * faster. Does nothing if that has been done with this Java and these jars.
   *
   * @param dataDir a data directory of Jupyter, see {@link #write}
   * @return the same kernel with the options that use them
   * @throws IOException if the kernel does not run or Java cannot keep its classes; it can be
   *     installed nevertheless
   */
  public KernelSpec keepClasses(Path dataDir) throws IOException {
    Path folder = Files.createDirectories(folder(dataDir));
    Path archive = ClassArchive.file(folder, this);
    if (!Files.exists(archive)) {
      ClassArchive.make(this, archive);
    }
    List<String> more = new ArrayList<>(options);
    more.addAll(ClassArchive.options(archive));
    return new KernelSpec(name, displayName, java, more, jar, env);
  }

  /**
   * Writes {@code kernels/<name>/kernel.json}, in place of one that may be there, and removes the
   * archives of classes and the copies of jars that it does not name, but for those that run.
   * Leaves a file alone that has these contents already.
   *
   * @param dataDir a data directory of Jupyter, such as {@code ~/.local/share/jupyter}; created if
   *     missing
   * @return the kernel's directory
   * @throws IOException if the file cannot be written
   */
  public Path write(Path dataDir) throws IOException {
    Path directory = folder(dataDir);
    Path file = directory.resolve("kernel.json");
    try {
      Files.createDirectories(directory);
      String json = json();
      if (!Files.exists(file) || !Files.readString(file).equals(json)) {
        Path aside = Files.writeString(directory.resolve(PART), json);
        Files.move(
            aside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      }
      ClassArchive.removeFrom(directory, options);
      JarCopy.removeOthers(directory, jar);
    } catch (IOException e) {
      throw new IOException(
          file + " cannot be written: pass a data directory that you may write to", e);
    }
    return directory;
  }

  /** The command that has the kernel serve itself for a while, with more options for the JVM. */
  List<String> rehearsal(List<String> more) {
    return command(more, List.of("kernel", "rehearse"));
  }

  private List<String> command(List<String> more, List<String> arguments) {
    List<String> argv = new ArrayList<>();
    if (ShellStart.isPossible()) {
      argv.addAll(ShellStart.command(env));
    }
    argv.add(java.toString());
    argv.addAll(options);
    argv.addAll(more);
    argv.addAll(List.of("-jar", jar.toString()));
    argv.addAll(arguments);
    return argv;
  }

  private String json() {
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("argv", command(List.of(), RUN));
    spec.put("display_name", displayName);
    spec.put("language", "java");
    spec.put("interrupt_mode", "message");
    spec.put("metadata", Map.of("supported_encryption", List.of("curve")));
    spec.put("env", ShellStart.isPossible() ? Map.of() : env);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(spec) + "\n";
  }

  private static void requirePlain(Path folder) throws IOException {
    Matcher odd = ODD.matcher(folder + "/");
    if (odd.find()) {
      throw new IOException(
          "%s has %s, with which no kernel starts: pass another --prefix"
              .formatted(folder, odd.group()));
    }
  }

  private static Path existing(Path file, String cure) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(file + " is missing or no file: " + cure);
    }
    return file.toAbsolutePath().normalize();
  }
}
