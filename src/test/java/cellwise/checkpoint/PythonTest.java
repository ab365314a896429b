package cellwise.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cellwise.Tutorial;
import cellwise.average.RunningMean;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines that the documentation has, as Python runs them, where there is one. */
class PythonTest {
  private static final Pattern LINES = Pattern.compile("(?s)```python\n(.*?)\n([^\n]*?)\n```");

  @TempDir Path folder;

  @Test
  void opensACheckpointByTheFormatsOwnRules() throws Exception {
    assumeTrue(canImport("json"), "no python3 here");
    assertThat(printed(1)).isEqualTo("('1', [64, 3, 5, 5], 4800)");
  }

  @Test
  void readsWhatItIsOf() throws Exception {
    assumeTrue(canImport("json"), "no python3 here");
    assertThat(
            printed(
                1,
                "told = header['__metadata__']\n"
                    + "print(told['network'], json.loads(told['classes'])[:2],"
                    + " json.loads(told['picture']), told['data_set'], 'recipe' in told)"))
        .isEqualTo("CifarNet ['circle', 'ring'] [3, 32, 32] Shapes-10 False");
  }

  @Test
  void opensACheckpointWithTheFormatsOwnLibrary() throws Exception {
    assumeTrue(canImport("safetensors.numpy"), "no safetensors in this python3");
    assertThat(printed(0)).isEqualTo("(64, 3, 5, 5)");
  }

  private String printed(int block) throws Exception {
    return printed(block, null);
  }

  /** Runs a block of the documentation, and prints its last line, or something else. */
  private String printed(int block, String instead) throws Exception {
    try (Tutorial tutorial = new Tutorial(2, 1)) {
      Checkpoints.in(folder)
          .save(
              new TrainingState(
                  tutorial.net,
                  tutorial.loss,
                  List.of(tutorial.averages),
                  new RunningMean(0.9f),
                  tutorial.train,
                  tutorial.sgd),
              20);
    }
    String docs = Files.readString(Path.of("docs/reliability.md"));
    MatchResult lines = LINES.matcher(docs).results().toList().get(block);
    String last = "print((" + lines.group(2).replaceAll(" +#.*", "") + "))";
    return run(lines.group(1) + "\n" + (instead == null ? last : instead));
  }

  private boolean canImport(String module) throws Exception {
    try {
      return run("import " + module + "\nprint('yes')").equals("yes");
    } catch (IOException e) {
      return false;
    }
  }

  private String run(String lines) throws Exception {
    Process python =
        new ProcessBuilder("python3", "-c", lines)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    python.getOutputStream().close();
    String printed = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    python.waitFor();
    return printed.strip();
  }
}
