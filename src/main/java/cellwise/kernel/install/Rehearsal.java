package cellwise.kernel.install;

import io.github.spencerpark.jupyter.kernel.KernelConnectionProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A short session with a kernel, which passes through what a notebook's first minutes do. */
final class Rehearsal {
  private static final List<String> CELLS =
      List.of(
          "int answer = 6 * 7;",
          "answer",
          "import java.util.stream.*;\nvar list = Stream.of(3, 1, 2).sorted().toList();\nlist",
          "record Point(int x, int y) { int sum() { return x + y; } }\nnew Point(1, 2).sum()",
          "int twice(int n) { return 2 * n; }\nSystem.out.printf(\"%d%n\", twice(answer));",
          "display(\"<b>bold</b>\", \"text/html\");",
          "System.err.println(String.join(\", \", List.of(\"a\", \"b\")));");

  private static final Map<String, String> FAILING_CELLS =
      Map.of(
          "unknown", "CompilationException",
          "throw new IllegalStateException(\"on purpose\");", "java.lang.IllegalStateException");

  private final KernelProcess kernel;

  private Rehearsal(KernelProcess kernel) {
    this.kernel = kernel;
  }

  /**
   * Starts the kernel, has it run some cells, and waits until it has ended.
   *
   * @param command the kernel's, with {@code {connection_file}} in it
   * @param env environment variables for it besides those of this process
   * @throws IOException if it cannot be started, does not answer, or answers something else than a
   *     kernel that works
   */
  static void run(List<String> command, Map<String, String> env) throws IOException {
    Path folder = Files.createTempDirectory("cellwise");
    Path file = folder.resolve("connection.json");
    Path log = folder.resolve("log");
    try {
      KernelConnectionProperties connection = KernelProcess.connection();
      Files.writeString(file, connection.toJsonString());
      ProcessBuilder builder =
          new ProcessBuilder(
              command.stream().map(s -> s.replace("{connection_file}", file.toString())).toList());
      // A kernel's own settings: what a notebook starts up with is no part of the kernel.
      builder.environment().keySet().removeIf(name -> name.matches("(IJAVA|JPY)_.*"));
      builder.environment().putAll(env);
      builder.redirectErrorStream(true).redirectOutput(log.toFile());
      try (KernelProcess kernel = new KernelProcess(connection, builder)) {
        new Rehearsal(kernel).perform();
      }
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(log);
      Files.deleteIfExists(folder);
    }
  }

  private void perform() throws IOException {
    kernel.request("kernel_info_request", Map.of(), "status", "ok");
    for (String cell : CELLS) {
      execute(cell, "status", "ok");
    }
    for (Map.Entry<String, String> cell : FAILING_CELLS.entrySet()) {
      execute(cell.getKey(), "ename", cell.getValue());
    }
    execute("", "user_expressions", "\"text/plain\":\"42\"");
    kernel.request(
        "complete_request", Map.of("code", "Math.ma", "cursor_pos", 7), "matches", "max");
    kernel.request("is_complete_request", Map.of("code", "for (;;"), "status", "incomplete");
    kernel.request(
        "inspect_request",
        Map.of("code", "Math.max", "cursor_pos", 6, "detail_level", 0),
        "data",
        "max");
    kernel.command("shutdown_request", Map.of("restart", false), "restart", "false");
    kernel.awaitEnd();
  }

  private void execute(String cell, String field, String expected) throws IOException {
    kernel.request(
        "execute_request",
        Map.of("code", cell, "allow_stdin", false, "user_expressions", Map.of("answer", "answer")),
        field,
        expected);
  }
}
