package cellwise.kernel;

import cellwise.kernel.wire.Client;
import cellwise.kernel.wire.ConnectionInfo;
import cellwise.kernel.wire.KernelConnection;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A short session with a kernel in this JVM, which passes what a notebook's first minutes do. */
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

  static final Map<String, String> FAILING_CELLS =
      Map.of(
          "unknown", "CompilationException",
          "throw new IllegalStateException(\"on purpose\");", "java.lang.IllegalStateException");

  /** What is asked, and answers with the content of the reply. */
  @FunctionalInterface
  interface Kernel {
    JsonObject ask(String type, Map<String, ?> content) throws IOException;
  }

  private final Kernel kernel;

  Rehearsal(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * Has a kernel serve a client of its own, until that asks it to end.
   *
   * @throws IOException if the kernel does not answer, or answers something else than a kernel that
   *     works
   */
  static void run() throws IOException {
    ConnectionInfo info = ConnectionInfo.free();
    FutureTask<Void> server =
        new FutureTask<>(
            () -> {
              KernelServer.serve(new KernelConnection(info));
              return null;
            });
    Thread thread = new Thread(server, "kernel");
    thread.setDaemon(true);
    thread.start();
    try (Client client = new Client(info)) {
      new Rehearsal(client::ask).perform();
      client.shutDown();
    }
    try {
      server.get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IOException("the kernel does not end well: " + e.getCause(), e);
    }
  }

  void perform() throws IOException {
    ask("kernel_info_request", Map.of(), "status", "ok");
    for (String cell : CELLS) {
      execute(cell, "status", "ok");
    }
    for (Map.Entry<String, String> cell : FAILING_CELLS.entrySet()) {
      execute(cell.getKey(), "ename", cell.getValue());
    }
    execute("", "user_expressions", "\"text/plain\":\"42\"");
    ask("complete_request", Map.of("code", "Math.ma", "cursor_pos", 7), "matches", "max");
    ask("is_complete_request", Map.of("code", "for (;;"), "status", "incomplete");
    ask(
        "inspect_request",
        Map.of("code", "Math.max", "cursor_pos", 6, "detail_level", 0),
        "data",
        "max");
  }

  private void execute(String cell, String field, String expected) throws IOException {
    ask(
        "execute_request",
        Map.of("code", cell, "allow_stdin", false, "user_expressions", Map.of("answer", "answer")),
        field,
        expected);
  }

  private void ask(String type, Map<String, ?> content, String field, String expected)
      throws IOException {
    JsonObject reply = kernel.ask(type, content);
    if (!String.valueOf(reply.get(field)).contains(expected)) {
      throw new IOException(
          "the kernel answers %s with %s, must have %s in %s"
              .formatted(type, reply, expected, field));
    }
  }
}
