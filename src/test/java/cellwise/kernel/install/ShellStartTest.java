package cellwise.kernel.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
class ShellStartTest {
  @Test
  void leavesTheUsersOwnSettings() throws Exception {
    Map<String, String> defaults = Map.of("OMP_NUM_THREADS", "2");

    assertThat(start(defaults, Map.of("OMP_NUM_THREADS", "1"))).contains("OMP_NUM_THREADS=1");
    assertThat(start(defaults, Map.of("OMP_NUM_THREADS", ""))).contains("OMP_NUM_THREADS=2");
    assertThat(start(defaults, Map.of())).contains("OMP_NUM_THREADS=2");
  }

  @Test
  void passesOnWhateverAFolderIsCalled() throws Exception {
    String folder = "/it's $HOME `id` \"} {prefix} %s \\ ü";

    assertThat(start(Map.of("DJL_CACHE_DIR", folder), Map.of("LC_ALL", "C")))
        .contains("DJL_CACHE_DIR=" + folder);
  }

  @Test
  void readsNamesOfFilesAsUtf8WhateverTheLocale() throws Exception {
    for (Map<String, String> locale :
        List.of(
            Map.<String, String>of(),
            Map.of("LANG", "C"),
            Map.of("LC_ALL", "C"),
            Map.of("LC_ALL", "xx_XX.UTF-8"),
            Map.of("LC_CTYPE", "POSIX", "LANG", "C.UTF-8"))) {
      assertThat(start(Map.of(), locale)).as("%s", locale).contains("charmap=UTF-8");
    }
  }

  @Test
  void keepsTheUsersLanguage() throws Exception {
    assertThat(start(Map.of(), Map.of("LC_ALL", "C.UTF-8", "LANG", "xx_XX")))
        .contains("LC_ALL=C.UTF-8", "LANG=xx_XX");
    assertThat(start(Map.of(), Map.of("LC_ALL", "xx_XX.ISO-8859-1", "LANG", "C")))
        .contains("LANG=xx_XX.ISO-8859-1")
        .noneMatch(line -> line.startsWith("LC_ALL="));
  }

  /** The lines of the environment that a program gets, and what its locale's characters are. */
  private static List<String> start(Map<String, String> defaults, Map<String, String> user)
      throws IOException {
    List<String> command = new ArrayList<>(ShellStart.command(defaults));
    command.addAll(List.of("/bin/sh", "-c", "env; echo charmap=$(locale charmap)"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().retainAll(List.of("PATH"));
    builder.environment().putAll(user);
    Process process = builder.start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }
}
