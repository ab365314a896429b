package cellwise.kernel.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.kernel.eval.Cell;
import cellwise.kernel.eval.CellEvaluator;
import cellwise.kernel.eval.CellFailure;
import cellwise.kernel.eval.OutputControl;
import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CellClassPathTest {
  @TempDir Path directory;
  private CellEvaluator evaluator;

  @BeforeEach
  void start() {
    evaluator =
        new CellEvaluator(Map.of(), List.of(), UnaryOperator.identity(), OutputControl.NONE);
  }

  @AfterEach
  void close() {
    evaluator.close();
  }

  private Object eval(String source) throws CellFailure {
    return evaluator.eval(new Cell(1, source));
  }

  /** Compiles a class and adds its directory. */
  private void add(String file, String source) throws IOException {
    compile(file, source);
    evaluator.addToClassPath(List.of(directory));
  }

  private void compile(String file, String source) throws IOException {
    Path java = directory.resolve(file);
    Files.createDirectories(java.getParent());
    Files.writeString(java, source);
    ToolProvider.getSystemJavaCompiler()
        .run(null, null, null, "-cp", directory.toString(), java.toString());
  }

  /** A jar with a class {@code a.A} that has one constant. */
  private Path makeJar(String name, int constant) throws IOException {
    return makeJar(name, "A", constant);
  }

  private Path makeJar(String name, String type, int constant) throws IOException {
    return makeJar(name, type, constant, new Manifest());
  }

  private Path makeJar(String name, String type, int constant, Manifest manifest)
      throws IOException {
    compile(
        "a/" + type + ".java",
        "package a; public class %s { public int n() { return %d; } }".formatted(type, constant));
    Path jar = directory.resolve(name);
    Files.createDirectories(jar.getParent());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      out.putNextEntry(new ZipEntry("a/" + type + ".class"));
      Files.copy(directory.resolve("a/" + type + ".class"), out);
    }
    return jar;
  }

  /** What is said on standard error when paths are added. */
  private String saidWhenAdded(Path... paths) {
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try {
      System.setErr(new PrintStream(said, true));
      evaluator.addToClassPath(List.of(paths));
    } finally {
      System.setErr(err);
    }
    return said.toString();
  }

  @Test
  void prefersWhatIsAddedToTheKernelsOwn() throws Exception {
    String gson =
        "package com.google.gson; public class %s { public static int whose() { return 1; } }";
    add("com/google/gson/Gson.java", gson.formatted("Gson"));

    assertThat(eval("import com.google.gson.*;\nGson.whose()")).isEqualTo(1);
    add("com/google/gson/New.java", gson.formatted("New"));
    assertThat(eval("New.whose()")).isEqualTo(1);
  }

  @Test
  void servesLibrariesOfTheJvmWithWhatIsAdded() throws Exception {
    add(
        "org/slf4j/spi/LocationAwareLogger.java",
        "package org.slf4j.spi; public interface LocationAwareLogger { int OURS = 3; }");

    assertThat(eval("org.slf4j.spi.LocationAwareLogger.OURS")).isEqualTo(3);
    assertThat(eval("Class.forName(\"org.slf4j.Logger\").getClassLoader()"))
        .isSameAs(eval("Class.forName(\"org.slf4j.spi.LocationAwareLogger\").getClassLoader()"))
        .isInstanceOf(CellLoader.class);
  }

  @Test
  void sharesWithTheKernelWhatTheyPassEachOther() throws CellFailure {
    assertThat(eval("new io.github.spencerpark.jupyter.kernel.display.DisplayData(\"\")"))
        .isInstanceOf(DisplayData.class);
    assertThat(eval("new com.google.gson.JsonObject()")).isInstanceOf(JsonObject.class);
    assertThat(eval("io.github.spencerpark.ijava.IJava.class"))
        .isSameAs(io.github.spencerpark.ijava.IJava.class);
  }

  @Test
  void keepsVariablesWhenSomethingIsAdded() throws Exception {
    eval("var kept = new ArrayList<>(List.of(1));");
    add("a/A.java", "package a; public class A {}");

    assertThat(eval("import a.A;\nnew A();\nkept")).isEqualTo(List.of(1));
  }

  @Test
  void tellsThatARebuiltJarNeedsARestart() throws Exception {
    Path jar = makeJar("lib.jar", 1);
    assertThat(saidWhenAdded(jar)).isEmpty();
    assertThat(eval("new a.A().n()")).isEqualTo(1);
    assertThat(saidWhenAdded(jar)).isEmpty();

    makeJar("lib.jar", 2);
    assertThat(saidWhenAdded(jar))
        .isEqualTo(jar + ", added before, stays: restart the kernel to use the new lib.jar\n");
  }

  @Test
  void tellsThatAnotherVersionOfAJarNeedsARestart() throws Exception {
    Path first = makeJar("lib-1.0.jar", 1);
    Path second = makeJar("lib-2.0.jar", 2);
    Path other = makeJar("library-1.0.jar", 3);

    assertThat(saidWhenAdded(first, second, other))
        .isEqualTo(
            first + ", added before, stays: restart the kernel to use the new lib-2.0.jar\n");
    assertThat(eval("new a.A().n()")).isEqualTo(1);
  }

  @Test
  void tellsWhichClassOfARebuiltDirectoryNeedsARestart() throws Exception {
    compile("a/A.java", "package a; public class A { public int n() { return 1; } }");
    compile("a/B.java", "package a; public class B { public int n() { return 1; } }");
    assertThat(saidWhenAdded(directory)).isEmpty();
    assertThat(eval("new a.A().n()")).isEqualTo(1);

    compile("a/B.java", "package a; public class B { public int n() { return 2; } }");
    assertThat(saidWhenAdded(directory)).isEmpty();
    compile("a/A.java", "package a; public class A { public int n() { return 2; } }");
    assertThat(saidWhenAdded(directory))
        .isEqualTo(
            directory
                + " has another a.A than the one that is loaded: restart the kernel to use it\n");
    assertThat(eval("new a.B().n()")).isEqualTo(2);
  }

  @Test
  void tellsThatALibraryOfTheJvmIsLoadedInAnotherVersion() throws Exception {
    eval("org.slf4j.event.Level.INFO");
    compile("org/slf4j/event/Level.java", "package org.slf4j.event; public enum Level { MINE }");

    assertThat(saidWhenAdded(directory))
        .startsWith(directory + " has another org.slf4j.event.Level than the one that is loaded: ");
  }

  @Test
  void refusesAPathThatAClassPathCannotHold() throws Exception {
    Path odd = Files.createDirectory(directory.resolve("a" + File.pathSeparator + "b"));

    assertThatThrownBy(() -> evaluator.addToClassPath(List.of(odd)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            odd + " has a :, at which Java parts a class path: rename it, or add a link to it");
    assertThat(eval("1 + 1")).isEqualTo(2);
  }

  @Test
  void findsClassesOfPathsWithOddCharacters() throws Exception {
    List<String> odd =
        List.of("a b", "ü😀", "a!", "a!b", "5%", "a%20b", "a#b?", "a+b", "{a}", "$a");
    StringBuilder sum = new StringBuilder("0");
    for (int i = 0; i < odd.size(); i++) {
      Path jar = makeJar(odd.get(i) + "/" + odd.get(i) + ".jar", "A" + i, 1 << i);
      evaluator.addToClassPath(List.of(jar));
      sum.append(" + new a.A" + i + "().n()");
    }
    assertThat(eval(sum.toString())).isEqualTo((1 << odd.size()) - 1);
    assertThat(eval("a.A2.class.getResource(\"A2.class\").openStream().read()")).isEqualTo(0xCA);
  }

  @Test
  void findsWhatIsAddedInAManifestsClassPath() throws Exception {
    makeJar("needed.jar", 5);
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "needed.jar");
    Path jar = directory.resolve("needs.jar");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    evaluator.addToClassPath(List.of(jar));

    assertThat(eval("new a.A().n()")).isEqualTo(5);
  }

  @Test
  void letsCompilersInCellsSeeWhatIsAdded() throws Exception {
    Path jar = makeJar("lib.jar", 1);
    evaluator.addToClassPath(List.of(jar));
    Path source = directory.resolve("B.java");
    Files.writeString(source, "class B extends a.A {}");
    Path out = Files.createDirectory(directory.resolve("out"));

    assertThat(System.getProperty("java.class.path")).startsWith(jar + File.pathSeparator);
    assertThat(
            eval(
                "javax.tools.ToolProvider.getSystemJavaCompiler().run(null, null, null, \"-d\", \""
                    + out
                    + "\", \""
                    + source
                    + "\")"))
        .isEqualTo(0);
  }

  @Test
  void tellsWhereAClassOfAMultiReleaseJarComesFrom() throws Exception {
    Object place =
        eval(
            "Class.forName(\"org.jsoup.helper.RequestAuthHandler\").getProtectionDomain().getCodeSource().getLocation()");

    assertThat(place.toString()).endsWith(".jar");
  }

  @Test
  void keepsAJarsPackageToItselfIfTheJarSealsIt() throws Exception {
    Manifest sealing = new Manifest();
    sealing.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    sealing.getMainAttributes().put(Attributes.Name.SEALED, "true");
    Path sealed = makeJar("sealed.jar", "A", 7, sealing);
    Path open = makeJar("open.jar", "B", 8);
    evaluator.addToClassPath(List.of(sealed, open));

    assertThat(eval("new a.A().n()")).isEqualTo(7);
    assertThatThrownBy(() -> eval("new a.B().n()"))
        .hasMessage("sealing violation: package a is sealed");
  }

  @Test
  void refusesABrokenJarAndGoesOn() throws Exception {
    Path broken = Files.writeString(directory.resolve("broken.jar"), "no zip");
    Path data = Files.writeString(directory.resolve("data.txt"), "no zip");
    evaluator.addToClassPath(List.of(data));

    assertThatThrownBy(() -> evaluator.addToClassPath(List.of(broken)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(broken + " cannot be read as a jar: ");
    assertThat(eval("1 + 1")).isEqualTo(2);

    Path good = makeJar("good.jar", 7);
    assertThatThrownBy(() -> evaluator.addToClassPath(List.of(good, broken))).isNotNull();
    Files.delete(directory.resolve("a/A.class"));
    evaluator.addToClassPath(List.of(good));
    assertThat(eval("new a.A().n()")).isEqualTo(7);
  }

  @Test
  void findsServicesThatAreAdded() throws Exception {
    Path services = Files.createDirectories(directory.resolve("META-INF/services"));
    Files.writeString(services.resolve("java.util.spi.ToolProvider"), "a.Tool");
    add(
        "a/Tool.java",
        "package a; public class Tool implements java.util.spi.ToolProvider {"
            + "public String name() { return \"cells\"; }"
            + "public int run(java.io.PrintWriter o, java.io.PrintWriter e, String... a) { return 5; }}");

    assertThat(
            eval(
                "ServiceLoader.load(java.util.spi.ToolProvider.class).stream()"
                    + ".anyMatch(tool -> tool.type().getName().equals(\"a.Tool\"))"))
        .isEqualTo(true);
  }
}
