package cellwise.cli;

import static org.assertj.core.api.Assertions.assertThat;

import cellwise.data.Shapes10;
import cellwise.data.Split;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class MainTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path data;

  /** A folder of pictures in CIFAR-10's format, so that a command takes a second. */
  @BeforeEach
  void writeData() throws IOException {
    data = Files.createDirectory(folder.resolve("data"));
    var pictures = Shapes10.open(10);
    for (int file = 0; file < 5; file++) {
      write("data_batch_" + (file + 1) + ".bin", pictures.train().files().get(file));
    }
    write("test_batch.bin", pictures.test());
  }

  @Test
  void trainsAndEvaluates() {
    assertThat(train("--steps", "11", "--batch", "8", "--eval-every", "10")).isZero();
    List<String> lines = out.toString().lines().toList();
    String log =
        "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}: step %d, loss = \\d+\\.\\d\\d"
            + " \\(\\d+\\.\\d examples/sec; \\d+\\.\\d{3} sec/batch\\)";
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).matches(log.formatted(0));
    assertThat(lines.get(1)).startsWith("after 10 steps, averaged: precision @ 1 = 0.");
    assertThat(lines.get(2)).startsWith("after 10 steps, raw: precision @ 1 = 0.");
    assertThat(lines.get(3)).matches(log.formatted(10));
    assertThat(err.toString()).contains("Training on CIFAR-10: 50 pictures", "Kept in " + run());

    assertThat(eval()).isZero();
    assertThat(out.toString()).matches("precision @ 1 = 0\\.\\d00\n");
    assertThat(err.toString())
        .isEqualTo("CIFAR-10 test, 10 pictures, averaged parameters of step 11:\n");
    assertThat(eval("--raw", "--train-files")).isZero();
    assertThat(out.toString().lines()).hasSize(5).allMatch(line -> line.startsWith("precision @"));
    assertThat(err.toString()).contains("data_batch_5.bin, 10 pictures, raw parameters");
  }

  @Test
  void keepsAnEarlierRun() {
    assertThat(train("--steps", "1", "--batch", "2")).isZero();
    assertThat(train("--steps", "1", "--batch", "2")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "cellwise: %s is there already: give --run a new folder\n"
                .formatted(run().resolve("checkpoint.safetensors")));
  }

  @Test
  void saysInOneLineWhatFailed() {
    assertThat(execute("eval", "--data", data.toString(), "--run", "nowhere")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualTo(
            "cellwise: nowhere/checkpoint.safetensors is not there: train first, with this folder as the run\n");
    assertThat(execute("eval", "--data", "no/such", "--run", "nowhere")).isEqualTo(1);
    assertThat(err.toString()).startsWith("cellwise: no/such is no folder").hasLineCount(1);
    assertThat(train("--steps", "1", "--batch", "51")).isEqualTo(1);
    assertThat(err.toString())
        .endsWith(
            "cellwise: batchSize is 51, but CIFAR-10 train (50 pictures): pass a smaller batch\n");
    assertThat(Files.exists(run())).isFalse();
  }

  @Test
  void findsBeforeTheFirstStepThatItCannotWrite() throws IOException {
    Files.writeString(run(), "a file where the folder should be");
    assertThat(train("--steps", "1", "--batch", "2")).isEqualTo(1);
    assertThat(err.toString()).contains("cellwise: " + run() + ": file already exists");
    assertThat(out.toString()).isEmpty();
    assertThat(run()).hasContent("a file where the folder should be");
  }

  @Test
  void saysInOneLineWhatIsWrongUsage() {
    assertThat(train("--steps", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("--steps is 0").contains("cellwise train --help");
    assertThat(train("--steps", "many")).isEqualTo(2);
    assertThat(execute("train")).isEqualTo(2);
    assertThat(execute("fly")).isEqualTo(2);
    assertThat(execute("kernel", "install")).isEqualTo(2);
    assertThat(err.toString()).hasLineCount(1);
  }

  @Test
  void helpsAndCompletes() {
    assertThat(execute("train", "--help")).isZero();
    assertThat(out.toString()).contains("Usage: cellwise train", "--eval-every");
    assertThat(execute("generate-completion")).isZero();
    assertThat(out.toString()).contains("_complete_cellwise", "shapes10");
  }

  private Path run() {
    return folder.resolve("run");
  }

  private int train(String... more) {
    return execute(
        concat(List.of("train", "--data", data.toString(), "--run", run().toString()), more));
  }

  private int eval(String... more) {
    return execute(
        concat(List.of("eval", "--data", data.toString(), "--run", run().toString()), more));
  }

  private int execute(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }

  private static String[] concat(List<String> first, String... more) {
    return Stream.concat(first.stream(), Arrays.stream(more)).toArray(String[]::new);
  }

  private void write(String name, Split split) throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (var picture : split.first(split.size())) {
      bytes.write(picture.label());
      bytes.write(picture.planes());
    }
    Files.write(data.resolve(name), bytes.toByteArray());
  }
}
