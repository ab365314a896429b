package cellwise.launch;

import static org.assertj.core.api.Assertions.assertThat;

import cellwise.launch.Node.Role;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With a remote shell that runs its line here, as ssh does there: by the user's shell. */
@DisabledOnOs(OS.WINDOWS)
class OnHostsTest {
  private static final Node WORKER = new Node(Role.WORKER, 1, new Host("b", "10.0.0.2"));
  @TempDir Path folder;
  private Path place;
  private Path script;
  private Path shell;

  @BeforeEach
  void writePrograms() throws Exception {
    place = Files.createDirectory(folder.resolve("it's a \"place\" $HOME"));
    script = program("cell wise", "printf '[%s]' \"$PWD\" \"$A\" \"$CELLWISE_SHARERS\" \"$@\"");
    shell = program("shell", "[ $# = 2 ] && [ \"$1\" = b ] && exec bash -c \"$2\"");
  }

  private Path program(String name, String line) throws Exception {
    Path program = folder.resolve(name);
    Files.writeString(program, "#!/bin/bash\n" + line + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }

  private Process start(List<String> arguments, Map<String, String> passedOn) throws Exception {
    NodeStart none =
        (node, words, environment, sharers) -> {
          throw new AssertionError("it is not here");
        };
    OnHosts hosts = new OnHosts(none, List.of(shell.toString()), place, script, passedOn);
    return hosts.of(WORKER, arguments, Map.of("A", "1 2"), 3).redirectErrorStream(true).start();
  }

  @Test
  void bringsEveryWordThereAsItIs() throws Exception {
    List<String> words =
        List.of("", "a b", "it's", "\"", "$HOME", "`id`", "*", "\\", "größer", "a;b", "--run", "~");
    Process process = start(words, Map.of());
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).isEqualTo("[%s][1 2][3][%s]".formatted(place, String.join("][", words)));
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void letsTheNodesVariablesWinOverThoseThatArePassedOn() throws Exception {
    Process process = start(List.of(), Map.of("A", "0"));
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("[%s][1 2][3]".formatted(place));
  }

  @Test
  void tellsByWhichSignalTheNodeWasKilled() throws Exception {
    program("cell wise", "kill -9 $$");
    assertThat(start(List.of(), Map.of()).waitFor()).isEqualTo(137);
  }

  @Test
  void saysThatTheFolderIsMissingThere() throws Exception {
    Files.delete(place);
    Process process = start(List.of(), Map.of());
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains(place.toString(), "No such file or directory");
    assertThat(process.waitFor()).isNotZero();
  }
}
