package cellwise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import cellwise.Tutorial;
import cellwise.checkpoint.Checkpoints;
import cellwise.runs.Journal;
import cellwise.runs.RunWriter;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own shows: its locale, and where its output goes. */
@EnabledOnOs(OS.LINUX)
class ShellTest {
  @TempDir Path folder;
  private final ProcessBuilder shell = new ProcessBuilder();
  private String journal;

  @BeforeEach
  void keepARun() {
    journal = folder.resolve("journal.db").toString();
    try (Journal kept = Journal.open(Path.of(journal));
        RunWriter run = kept.start("first", Map.of())) {
      run.annotate().note("größer 😀 \u001b]0;owned\u0007\u202e");
    }
    shell.redirectError(folder.resolve("err").toFile());
    shell.redirectOutput(folder.resolve("out").toFile());
    shell.environment().put("LC_ALL", "C");
    // Not the project's, whose name the locale may not pass.
    shell.environment().put("DJL_CACHE_DIR", folder.toString());
    shell.directory(folder.toFile());
  }

  @Test
  void refusesTextThatTheLocaleCannotPass() throws Exception {
    assertThat(cellwise("runs", "note", "first", "größer 😀", "--journal", journal)).isEqualTo(2);
    assertThat(said("err"))
        .startsWith("cellwise: argument gr\uFFFD")
        .endsWith("put LC_ALL=C.UTF-8 before the command\n");
    assertThat(cellwise("runs", "note", "first", "--tag", "übung", "--journal", journal))
        .isEqualTo(2);
    shell.environment().put("LC_ALL", "C.UTF-8");
    assertThat(
            cellwise("runs", "note", "first", "größer 😀", "--tag", "übung", "--journal", journal))
        .isZero();
    try (Journal kept = Journal.open(Path.of(journal))) {
      assertThat(kept.run("first").notes()).hasSize(2);
      assertThat(kept.run("first").notes().get(1).text()).isEqualTo("größer 😀");
      assertThat(kept.run("first").tags()).containsExactly("übung");
    }
  }

  @Test
  void refusesAWorkingFolderThatTheLocaleCannotPass() throws Exception {
    shell.directory(Files.createDirectory(folder.resolve("größer")).toFile());
    assertThat(cellwise("runs", "list", "--journal", "journal.db")).isEqualTo(2);
    assertThat(said("err")).startsWith("cellwise: the working folder ").contains("LC_ALL=C.UTF-8");
  }

  @Test
  void refusesStandardInputThatIsNoUtf8() throws Exception {
    Path input = folder.resolve("input");
    shell.redirectInput(input.toFile());
    Files.writeString(input, "größer", Charset.forName("ISO-8859-1"));
    assertThat(cellwise("runs", "note", "first", "-", "--journal", journal)).isEqualTo(1);
    assertThat(said("err")).contains("standard input is no UTF-8");
    Files.writeString(input, "\uFEFFgrößer");
    assertThat(cellwise("runs", "note", "first", "-", "--journal", journal)).isZero();
    try (Journal kept = Journal.open(Path.of(journal))) {
      assertThat(kept.run("first").notes().get(1).text()).isEqualTo("größer");
    }
  }

  @Test
  void printsInUtf8AndShowsWhatWouldSteerTheTerminal() throws Exception {
    assertThat(cellwise("runs", "show", "first", "--journal", journal)).isZero();
    assertThat(said("out")).contains("größer 😀 \\u001b]0;owned\\u0007\\u202e\n");
    String page = folder.resolve("page.html").toString();
    assertThat(cellwise("runs", "show", "first", "--journal", journal, "--html", page)).isZero();
    assertThat(Path.of(page)).content(StandardCharsets.UTF_8).contains("größer 😀");
  }

  @Test
  void failsWhereItsOutputIsLostAndEndsQuietlyWhereNobodyReads() throws Exception {
    shell.redirectOutput(new File("/dev/full"));
    assertThat(cellwise("runs", "show", "first", "--journal", journal)).isEqualTo(1);
    assertThat(said("err")).startsWith("cellwise: standard output is lost: ").hasLineCount(1);
    assertThat(cellwise("--help")).isEqualTo(1);

    shell.redirectOutput(ProcessBuilder.Redirect.PIPE);
    Process unread = start("runs", "show", "first", "--journal", journal);
    unread.getInputStream().close();
    assertThat(unread.waitFor()).isZero();
    assertThat(said("err")).isEmpty();
  }

  @Test
  void failsWhereAPredictionIsLostAndEndsQuietlyWhereNobodyReadsIt() throws Exception {
    String run = folder.resolve("run").toString();
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      tutorial.session.keptIn(Checkpoints.in(Path.of(run))).run(1);
    }
    Path picture = folder.resolve("picture.png");
    ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());
    String[] predict = {"predict", "--run", run, picture.toString()};
    shell.redirectOutput(new File("/dev/full"));
    assertThat(cellwise(predict)).isEqualTo(1);
    assertThat(said("err")).contains("cellwise: standard output is lost: ");

    shell.redirectOutput(ProcessBuilder.Redirect.PIPE);
    Process unread = start(predict);
    unread.getInputStream().close();
    assertThat(unread.waitFor()).isZero();
    assertThat(said("err")).contains("CifarNet trained on Shapes-10: ").doesNotContain("lost");
  }

  @Test
  void refusesThreadsThatTheEngineCannotRead() throws Exception {
    shell.environment().put("OMP_NUM_THREADS", "all");
    assertThat(cellwise("eval", "--data", "shapes10", "--run", "runs")).isEqualTo(2);
    assertThat(said("err")).startsWith("cellwise: OMP_NUM_THREADS is all, must be ");
    assertThat(cellwise("predict", "--run", "runs", "a.png")).isEqualTo(2);
    assertThat(said("err")).startsWith("cellwise: OMP_NUM_THREADS is all, must be ");
  }

  private int cellwise(String... arguments) throws IOException, InterruptedException {
    return start(arguments).waitFor();
  }

  private Process start(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath()));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    return shell.command(command).start();
  }

  /** With copies of what lies in a folder that the locale cannot pass, as the project may. */
  private String classPath() throws IOException, InterruptedException {
    String[] entries = System.getProperty("java.class.path").split(File.pathSeparator);
    for (int i = 0; i < entries.length; i++) {
      if (!StandardCharsets.US_ASCII.newEncoder().canEncode(entries[i])) {
        Path copy = folder.resolve("classes-" + i);
        if (!Files.exists(copy)) {
          // A link would not do: Java looks where it leads.
          new ProcessBuilder("cp", "-r", entries[i], copy.toString()).start().waitFor();
        }
        entries[i] = copy.toString();
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  private String said(String stream) throws IOException {
    return Files.readString(folder.resolve(stream));
  }
}
