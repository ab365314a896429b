package cellwise.kernel.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class ClassArchiveTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path directory;

  /** Runs a script of the shell, which says its process in a file, in the place of a kernel. */
  private void run(String script, Map<String, String> env, Duration deadline) throws Exception {
    String told = "echo $$ > '" + directory.resolve("pid") + "'; " + script;
    ClassArchive.run(List.of("/bin/sh", "-c", told), env, deadline);
  }

  private boolean isAlive() throws Exception {
    String pid = Files.readString(directory.resolve("pid")).strip();
    return ProcessHandle.of(Long.parseLong(pid)).isPresent();
  }

  @Test
  void saysWithWhatWordsAKernelFailed() {
    assertThatIOException()
        .isThrownBy(() -> run("echo one; printf 'it is \\377\\n' >&2; exit 3", Map.of(), LONG))
        .withMessage("the kernel does not work: it is \uFFFD");
    assertThatIOException()
        .isThrownBy(() -> run("exit 3", Map.of(), LONG))
        .withMessage("the kernel does not work");
  }

  @Test
  void endsAKernelThatHangs() throws Exception {
    assertThatIOException()
        .isThrownBy(() -> run("echo waiting; exec sleep 60", Map.of(), Duration.ofSeconds(2)))
        .withMessage("the kernel does not end: waiting");
    assertThat(isAlive()).isFalse();
  }

  @Test
  void endsTheKernelWithWhoeverWaitsForIt() throws Exception {
    Thread.currentThread().interrupt();

    assertThatIOException()
        .isThrownBy(() -> ClassArchive.run(List.of("/bin/sleep", "61"), Map.of(), LONG))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(ProcessHandle.current().children().map(each -> each.info().commandLine()))
        .noneMatch(line -> line.orElse("").endsWith("sleep 61"));
  }

  @Test
  void givesAKernelItsOwnEnvironmentAlone() throws Exception {
    run("test \"$A $JPY_PARENT_PID\" = 'b '", Map.of("A", "b"), LONG);
  }
}
