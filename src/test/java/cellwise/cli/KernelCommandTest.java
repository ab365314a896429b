package cellwise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import cellwise.kernel.install.InstalledKernel;
import cellwise.kernel.install.KernelSpec;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path prefix;
  private Path kernels;

  @BeforeEach
  void choosePrefix() {
    prefix = folder.resolve("prefix");
    kernels = prefix.resolve("share/jupyter/kernels");
  }

  @Test
  void installsOnceAndStartsWithWhatItKept() throws Exception {
    Path jar = makeJar("folder");
    assertThat(runJar(jar, "kernel", "install", "--prefix", prefix.toString()))
        .isEqualTo("0: Installed the kernel java in " + kernels.resolve("java") + "\n");
    Map<Path, FileTime> files = files();
    Path archive = archive();
    Path copy = copies().get(0);
    assertThat(files).hasSize(3).containsKeys(archive, copy, kernels.resolve("java/kernel.json"));

    runJar(jar, "kernel", "install", "--prefix", prefix.toString());
    assertThat(files()).isEqualTo(files);
    assertThat(version("-Xshare:on")).startsWith("0: cellwise ");

    // A new build, and then it is gone: what is installed stays as it is until installed anew.
    Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2019-01-01T00:00:00Z")));
    assertThat(version("-Xshare:on")).startsWith("0: cellwise ");
    runJar(jar, "kernel", "install", "--prefix", prefix.toString());
    assertThat(files()).hasSize(3).doesNotContainKeys(archive, copy);
    Files.delete(jar);
    assertThat(version("-Xshare:on")).startsWith("0: cellwise ");

    // Another jar in the copy's place: the JVM must neither fail nor say anything.
    Path copied = copies().get(0).resolve("cellwise.jar");
    Files.setLastModifiedTime(copied, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    assertThat(version("-Xshare:on")).startsWith("1: ");
    assertThat(version()).startsWith("0: cellwise ").hasLineCount(1);

    archive = archive();
    Files.delete(archive);
    assertThat(version()).startsWith("0: cellwise ").hasLineCount(1);
    Files.writeString(archive, "no archive");
    assertThat(version()).startsWith("0: cellwise ").hasLineCount(1);
    assertThat(execute("uninstall", "--prefix", prefix.toString())).isZero();
    assertThat(kernels).isEmptyDirectory();
  }

  @Test
  void refusesAPlaceFromWhichNoKernelStarts() throws Exception {
    Path jar = makeJar("with space");
    for (String name : List.of("a" + File.pathSeparator + "b", "{prefix}", "a!", "😀")) {
      Path odd = folder.resolve(name);
      assertThat(runJar(jar, "kernel", "install", "--prefix", odd.toString()))
          .startsWith("1: cellwise: " + odd + "/share/jupyter/kernels/java has ")
          .endsWith(", with which no kernel starts: pass another --prefix\n");
      assertThat(odd).doesNotExist();
    }
  }

  @Test
  void installsWhereverElseAndRuns() throws Exception {
    Path jar = makeJar("odd! ü 50% $HOME {a}");
    prefix = folder.resolve("odd! ü 50%p $HOME {a} 'b' #");
    kernels = prefix.resolve("share/jupyter/kernels");

    assertThat(runJar(jar, "kernel", "install", "--prefix", prefix.toString()))
        .isEqualTo("0: Installed the kernel java in " + kernels.resolve("java") + "\n");
    assertThat(version("-Xshare:on")).startsWith("0: cellwise ");
  }

  @Test
  void listsWhatIsThere() throws IOException {
    Path jar = Files.createFile(folder.resolve("a.jar"));
    KernelSpec.of(jar, Map.of()).named("mine").write(prefix.resolve("share/jupyter"));
    write("python3", "{\"argv\": [\"python3\"]}");
    write("torn", "{");

    assertThat(execute("list", "--prefix", prefix.toString())).isZero();
    assertThat(out.toString().lines())
        .containsExactly(
            "mine         ours   " + kernels.resolve("mine"),
            "python3      other  " + kernels.resolve("python3"),
            "torn         other  " + kernels.resolve("torn") + ", kernel.json cannot be read");

    Files.delete(jar);
    assertThat(execute("list", "--prefix", prefix.toString())).isZero();
    assertThat(out.toString()).contains("mine, broken: " + jar + " is missing\n");
    assertThat(execute("list", "--prefix", folder.resolve("empty").toString())).isZero();
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void uninstallsOnlyOurs() throws IOException {
    Path other = write("java", "{\"argv\": [\"java\", \"-jar\", \"/i.jar\"]}");

    assertThat(execute("uninstall", "--prefix", prefix.toString())).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("cellwise: " + other + " is another kernel: pass another --name")
        .hasLineCount(1);
    assertThat(other).exists();
    assertThat(execute("uninstall", "--prefix", prefix.toString(), "--name", "j")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "cellwise: %s: no kernel there: kernel list shows where\n"
                .formatted(kernels.resolve("j")));
  }

  @Test
  void saysWhatIsWrongUsage() {
    assertThat(execute("uninstall")).isEqualTo(2);
    assertThat(execute("install", "--user", "--prefix", "p")).isEqualTo(2);
    assertThat(execute("install", "--user", "--name", "../java")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo(
            "cellwise: --name is \"../java\", must be letters, digits, '.', '_' and '-'"
                + " (cellwise kernel install --help tells more)\n");
  }

  private int execute(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.execute(
        new PrintWriter(out, true),
        new PrintWriter(err, true),
        Stream.concat(Stream.of("kernel"), Stream.of(arguments)).toArray(String[]::new));
  }

  private Path write(String name, String json) throws IOException {
    Path kernel = Files.createDirectories(kernels.resolve(name));
    return Files.writeString(kernel.resolve("kernel.json"), json);
  }

  private Map<Path, FileTime> files() throws IOException {
    try (Stream<Path> files = Files.list(kernels.resolve("java"))) {
      return files.sorted().collect(Collectors.toMap(f -> f, KernelCommandTest::written));
    }
  }

  private Path archive() throws IOException {
    return files().keySet().stream()
        .filter(file -> file.toString().endsWith(".jsa"))
        .findFirst()
        .orElseThrow();
  }

  private List<Path> copies() throws IOException {
    return files().keySet().stream()
        .filter(file -> file.getFileName().toString().startsWith("jars-"))
        .toList();
  }

  private static FileTime written(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The installed kernel's command, but with the one argument {@code --version}. */
  private String version(String... options) throws Exception {
    List<String> argv = InstalledKernel.in(kernels.resolve("java")).orElseThrow().argv();
    List<String> command = new ArrayList<>(argv.subList(0, argv.size() - 3));
    command.addAll(command.indexOf("-jar"), List.of(options));
    command.add("--version");
    return run(command);
  }

  private static String runJar(Path jar, String... arguments) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command = new ArrayList<>(List.of(java.toString(), "-jar", jar.toString()));
    command.addAll(List.of(arguments));
    return run(command);
  }

  /** What a process exits with and prints. */
  private static String run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + ": " + said;
  }

  /** As Maven packages it; the libraries stay where they are. */
  private Path makeJar(String name) throws IOException, URISyntaxException {
    Path classes = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String libraries =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(path -> path.endsWith(".jar"))
            .map(path -> Path.of(path).toUri().toString())
            .collect(Collectors.joining(" "));
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
    main.put(Attributes.Name.CLASS_PATH, libraries);
    Path jar = Files.createDirectories(folder.resolve(name)).resolve("cellwise.jar");
    try (JarOutputStream stream = new JarOutputStream(Files.newOutputStream(jar), manifest);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        stream.putNextEntry(
            new ZipEntry(classes.relativize(file).toString().replace(File.separator, "/")));
        Files.copy(file, stream);
      }
    }
    return jar;
  }
}
