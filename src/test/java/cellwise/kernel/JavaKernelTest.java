package cellwise.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import cellwise.kernel.KernelClient.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaKernelTest {
  private static KernelClient client;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    client = new KernelClient(directory);
  }

  @AfterAll
  static void stop() throws InterruptedException {
    client.shutDown();
  }

  @Test
  void tellsWhoItIs() {
    Answer info = client.reply(client.send("kernel_info_request", Map.of()));

    assertThat(info.text("status")).isEqualTo("ok");
    assertThat(info.content().getAsJsonObject("language_info").toString())
        .contains("\"name\":\"Java\"", "\".jshell\"", "\"codemirror_mode\":\"java\"");
  }

  @Test
  void answersACellInTheOrderOfTheProtocol() {
    String cell = client.execute("System.out.println(\"hello\"); 6 * 7");

    assertThat(client.reply(cell).text("status")).isEqualTo("ok");
    assertThat(client.broadcasts(cell).stream().map(Answer::type))
        .containsExactly("status", "execute_input", "stream", "execute_result", "status");
  }

  @Test
  void keepsEveryPrintedLineInFewMessages() {
    String cell = client.execute("for (int i = 0; i < 20_000; i++) System.out.println(i);");

    String expected =
        IntStream.range(0, 20_000).mapToObj(i -> i + "\n").collect(Collectors.joining());
    assertThat(client.printed(cell, "stdout").replace("\r", "")).isEqualTo(expected);
    assertThat(client.broadcasts(cell)).hasSizeLessThan(1_000);
  }

  @Test
  void printsCharactersThatComeByteByByte() {
    String cell =
        client.execute("for (byte b : \"é∑😀\".getBytes(\"UTF-8\")) System.err.write(b);");

    assertThat(client.printed(cell, "stderr")).isEqualTo("é∑😀");
  }

  @Test
  void showsOutputOfARunningCellAndInterruptsItsBusyLoop() {
    String cell = client.execute("int stays = 5; for (System.out.print(\"begun\"); ; ) {}");
    client.await(cell, a -> a.type().equals("stream"));
    client.control("interrupt_request", Map.of());

    assertThat(client.reply(cell).text("ename")).isEqualTo("Interrupted");
    assertThat(client.broadcasts(cell).stream().map(Answer::type))
        .containsExactly("status", "execute_input", "stream", "error", "status");
    assertThat(client.result("stays", "text/plain")).isEqualTo("5");
  }

  @Test
  void letsAWaitingCellEndInItsOwnWay() {
    String cell = client.execute("{ System.out.print(\"begun\"); Thread.sleep(100_000); }");
    client.await(cell, a -> a.type().equals("stream"));
    client.control("interrupt_request", Map.of());

    assertThat(client.reply(cell).text("ename")).isEqualTo("java.lang.InterruptedException");
  }

  @Test
  void abortsQueuedCellsAfterAnErrorButNoneSentLater() {
    String fails = client.execute("{ System.out.print(\"begun\"); while (true) {} }");
    client.await(fails, a -> a.type().equals("stream"));
    List<String> queued = List.of(client.execute("1"), client.execute("2"));
    client.control("interrupt_request", Map.of());

    assertThat(client.reply(fails).text("status")).isEqualTo("error");
    String later = client.execute("3");
    for (String cell : queued) {
      assertThat(client.reply(cell).text("status")).isEqualTo("aborted");
      assertThat(client.broadcasts(cell).stream().map(Answer::type))
          .containsExactly("status", "status");
    }
    assertThat(client.reply(later).text("status")).isEqualTo("ok");
  }

  @Test
  void showsAThrownExceptionWithItsCauseAndTheLinesOfTheCell() {
    String cell =
        client.execute(
            """
            int half(int n) {
              return n / 0;
            }
            try {
              half(1);
            } catch (Exception e) {
              throw new IllegalStateException("no half", e);
            }
            """);
    Answer error = client.await(cell, a -> a.type().equals("error"));

    assertThat(error.text("ename")).isEqualTo("java.lang.IllegalStateException");
    assertThat(error.text("evalue")).isEqualTo("no half");
    assertThat(error.content().get("traceback").toString())
        .contains("line 7)", "Caused by: java.lang.ArithmeticException: / by zero", "at half (cell")
        .contains("line 2)", "line 5)")
        .doesNotContain("REPL", "cellwise.kernel");
  }

  @Test
  void showsAndUpdatesADisplay() {
    String cell =
        client.execute(
            "String id = display(\"<b>one</b>\", \"text/html\"); updateDisplay(id, \"two\");"
                + " printf(\"%s\", eval(\"1 + 2\"));");
    Answer shown = client.await(cell, a -> a.type().equals("display_data"));
    Answer updated = client.await(cell, a -> a.type().equals("update_display_data"));

    assertThat(shown.content().getAsJsonObject("data").get("text/html").getAsString())
        .isEqualTo("<b>one</b>");
    assertThat(updated.content().getAsJsonObject("data").get("text/plain").getAsString())
        .isEqualTo("two");
    assertThat(updated.content().get("transient")).isEqualTo(shown.content().get("transient"));
    assertThat(client.printed(cell, "stdout")).isEqualTo("3");
  }

  @Test
  void doesNotShowTheIdOfADisplayAsResult() {
    assertThat(client.broadcasts(client.execute("display(null)")).stream().map(Answer::type))
        .containsExactly("status", "execute_input", "display_data", "status");
  }

  @Test
  void showsAValueThatHasHtmlAsHtmlBesideItsText() {
    String source =
        "record Bold(int n) { public String html() { return \"<b>\" + n + \"</b>\"; } }";
    client.reply(client.execute(source));

    assertThat(client.result("new Bold(4)", "text/html")).isEqualTo("<b>4</b>");
    assertThat(client.result("new Bold(4)", "text/plain")).isEqualTo("Bold[n=4]");
    assertThat(client.result("new cellwise.show.Figure(\"<i>5</i>\", \"5\")", "text/html"))
        .isEqualTo("<i>5</i>");
  }

  @Test
  void showsAValueOfAnotherLibraryAsTextThoughItHasHtml() {
    // jsoup's, which Tablesaw brings: what a page from the web says.
    String page = "org.jsoup.Jsoup.parse(\"<script>alert(1)</script>\")";

    for (String cell : List.of(page, "var page = " + page + "; page", "display(" + page + ");")) {
      Answer shown = client.await(client.execute(cell), a -> a.content().has("data"));
      assertThat(shown.content().getAsJsonObject("data").keySet())
          .as(cell)
          .containsExactly("text/plain");
    }
  }

  @Test
  void showsAValueWithTheClassLoaderOfItsCell() {
    client.reply(client.execute("var ofCells = Thread.currentThread().getContextClassLoader();"));
    String loader =
        "new Object() { public String toString() {"
            + " return \"\" + (Thread.currentThread().getContextClassLoader() == ofCells); } }";

    assertThat(client.result(loader, "text/plain")).isEqualTo("true");
    assertThat(
            client.result(
                "ofCells == ofCells.loadClass(\"org.slf4j.Logger\").getClassLoader()",
                "text/plain"))
        .isEqualTo("true");
  }

  @Test
  void showsWhatACellRendered() {
    assertThat(client.result("render(\"<i>x</i>\", \"text/html\")", "text/html"))
        .isEqualTo("<i>x</i>");
  }

  @Test
  void endsACellWithAnErrorWhenItsValueCannotBeShown() {
    String cell =
        client.execute("new Object() { public String toString() { throw new Error(\"mute\"); } }");

    Answer reply = client.reply(cell);
    assertThat(reply.text("evalue")).isEqualTo("mute");
    assertThat(reply.content().get("traceback").toString())
        .contains("java.lang.Error: mute", "    at ", "toString(");
    assertThat(client.broadcasts(cell)).last().matches(KernelClient::isIdle);
  }

  @Test
  void countsOnlyCellsThatAreStored() {
    int before = client.reply(client.execute("1")).content().get("execution_count").getAsInt();
    String silent = client.execute("2", true, false);
    client.reply(client.execute("3", false, false));
    int after = client.reply(client.execute("4")).content().get("execution_count").getAsInt();

    assertThat(after).isEqualTo(before + 1);
    assertThat(client.broadcasts(silent)).extracting(Answer::type).containsOnly("status");
  }

  @Test
  void takesWhatARequestLeavesOutAsTheProtocolDoes() {
    int before = client.reply(client.execute("1")).content().get("execution_count").getAsInt();
    String fails =
        client.send(
            "execute_request",
            Map.of("code", "System.out.print(\"begun\"); Thread.sleep(100_000);"));
    client.await(fails, a -> a.type().equals("stream"));
    String queued = client.send("execute_request", Map.of("code", "1"));
    client.control("interrupt_request", Map.of());

    assertThat(client.reply(fails).content().get("execution_count").getAsInt())
        .isEqualTo(before + 1);
    assertThat(client.reply(queued).text("status")).isEqualTo("aborted");
    String silent = client.send("execute_request", Map.of("code", "1", "silent", true));
    assertThat(client.broadcasts(silent)).extracting(Answer::type).containsOnly("status");
  }

  @Test
  void hasAStatusInEveryReply() {
    String comms = client.send("comm_info_request", Map.of());
    String history = client.send("history_request", Map.of("hist_access_type", "tail", "n", 1));

    assertThat(client.reply(comms).text("status")).isEqualTo("ok");
    assertThat(client.reply(history).text("status")).isEqualTo("ok");
    assertThat(client.control("interrupt_request", Map.of()).text("status")).isEqualTo("ok");
  }

  @Test
  void answersARequestThatItCannotDealWith() {
    client.reply(
        client.execute(
            """
            import io.github.spencerpark.jupyter.kernel.comm.*;
            import io.github.spencerpark.jupyter.messages.*;
            import io.github.spencerpark.jupyter.messages.comm.*;
            var comms = getKernelInstance().getCommManager();
            class Broken extends Comm {
              Broken() { super(comms, "broken", "none"); }
              public String getTargetName() { throw new Error("nameless"); }
              protected void onMessage(Message<CommMsgCommand> message) {}
              protected void onClose(Message<CommCloseCommand> message, boolean sending) {}
            }
            comms.registerComm(new Broken());
            """));
    String request = client.send("comm_info_request", Map.of());
    Answer reply = client.reply(request);

    assertThat(reply.type()).isEqualTo("comm_info_reply");
    assertThat(reply.text("status")).isEqualTo("error");
    assertThat(reply.text("ename")).isEqualTo("java.lang.Error");
    assertThat(reply.text("evalue")).isEqualTo("nameless");
    assertThat(client.broadcasts(request)).last().matches(KernelClient::isIdle);
    client.reply(client.execute("comms.unregisterComm(\"broken\");"));
  }

  @Test
  void letsACellTalkWithAWidget() {
    client.reply(
        client.execute(
            """
            import io.github.spencerpark.jupyter.kernel.comm.*;
            import io.github.spencerpark.jupyter.messages.*;
            import io.github.spencerpark.jupyter.messages.comm.*;
            class Echo extends Comm {
              Echo(CommManager comms, String id, String target) { super(comms, id, target); }
              protected void onMessage(Message<CommMsgCommand> message) {
                System.out.print("heard");
                send(message.getContent().getData());
              }
              protected void onClose(Message<CommCloseCommand> message, boolean sending) {
                System.out.print(sending ? "left" : "heard of the end");
              }
            }
            getKernelInstance().getCommManager().registerTarget(
                "echo", (comms, id, target, open) -> new Echo(comms, id, target));
            """));
    client.send("comm_open", Map.of("comm_id", "e", "target_name", "echo", "data", Map.of()));
    String said = client.send("comm_msg", Map.of("comm_id", "e", "data", Map.of("n", 3)));

    assertThat(client.await(said, a -> a.type().equals("comm_msg")).content())
        .hasToString("{\"comm_id\":\"e\",\"data\":{\"n\":3}}");
    assertThat(client.printed(said, "stdout")).isEqualTo("heard");
    assertThat(client.reply(client.send("comm_info_request", Map.of())).content())
        .hasToString("{\"status\":\"ok\",\"comms\":{\"e\":{\"target_name\":\"echo\"}}}");
    String end = client.send("comm_close", Map.of("comm_id", "e", "data", Map.of()));
    assertThat(client.printed(end, "stdout")).isEqualTo("heard of the end");
    String begun =
        client.execute(
            "getKernelInstance().getCommManager().openComm(\"of a cell\","
                + " (comms, id, target, open) -> new Echo(comms, id, target)).close();");
    assertThat(client.broadcasts(begun).stream().map(Answer::type))
        .containsExactly("status", "execute_input", "comm_open", "comm_close", "stream", "status");
  }

  @Test
  void showsWhatAProcessPrintsThatInheritsTheStreams() {
    String java = System.getProperty("java.home") + "/bin/java";
    String cell =
        client.execute(
            "var child = new ProcessBuilder(\"%s\", \"--version\").inheritIO();\n".formatted(java)
                + "child.start().waitFor() + \" \" + child.redirectOutput()");
    client.await(cell, a -> a.type().equals("stream") && a.text("name").equals("stdout"));

    assertThat(client.await(cell, a -> a.type().equals("execute_result")).content().toString())
        .contains("0 INHERIT");
  }

  @Test
  void keepsWhatACellHasBegunWhenItEvaluatesSource() {
    client.execute(
        """
        sealed interface Shape permits Round, Square {}
        non-sealed class Round implements Shape {}
        eval("1 + 1");
        final class Square implements Shape {}
        """);
    String cell = client.execute("java.lang.reflect.Modifier.isFinal(Round.class.getModifiers())");

    assertThat(client.await(cell, a -> a.type().equals("execute_result")).content().toString())
        .contains("false");
  }

  @Test
  void takesNoForgedMessageAndLivesOn() throws Exception {
    client.reply(client.execute("int forged = 0;"));
    String forged = client.sendForged("execute_request", Map.of("code", "forged = 1;"));
    String unsigned = client.sendUnsigned("execute_request", Map.of("code", "forged = 2;"));

    assertThat(client.result("forged", "text/plain")).isEqualTo("0");
    assertThat(client.broadcastsSoFar())
        .extracting(Answer::request)
        .doesNotContain(forged, unsigned);
  }
}
