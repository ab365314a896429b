package cellwise.kernel.install;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JupyterFoldersTest {
  @TempDir Path home;

  @Test
  void areWhereJupyterHasThem() {
    assertThat(on("Linux", Map.of()).user()).isEqualTo(home.resolve(".local/share/jupyter"));
    assertThat(on("Linux", Map.of("XDG_DATA_HOME", "/x")).user()).hasToString("/x/jupyter");
    assertThat(on("Linux", Map.of("XDG_DATA_HOME", " ")).user()).startsWithRaw(home);
    assertThat(on("Linux", Map.of("HOME", "/h")).user()).hasToString("/h/.local/share/jupyter");
    assertThat(on("Windows 11", Map.of("HOME", "/h")).user()).startsWithRaw(home);
    assertThat(on("Mac OS X", Map.of()).user()).isEqualTo(home.resolve("Library/Jupyter"));
    assertThat(on("Windows 11", Map.of("APPDATA", "/a")).user()).hasToString("/a/jupyter");
    assertThat(on("Mac OS X", Map.of("JUPYTER_DATA_DIR", "/d")).user()).hasToString("/d");
    assertThat(JupyterFolders.ofPrefix(home)).isEqualTo(home.resolve("share/jupyter"));
  }

  @Test
  void comeInTheOrderInWhichJupyterLooks() throws IOException {
    Path first = Files.createDirectories(home.resolve("first"));
    Path user = Files.createDirectories(home.resolve(".local/share/jupyter"));
    Path venv = Files.createDirectories(home.resolve("venv/share/jupyter"));
    Path tool = Files.createDirectories(home.resolve("tool/share/jupyter"));
    Path bin = Files.createDirectories(home.resolve("tool/bin"));
    assertThat(Files.createFile(bin.resolve("jupyter")).toFile().setExecutable(true)).isTrue();

    Map<String, String> env = new HashMap<>();
    env.put("JUPYTER_PATH", first + File.pathSeparator + home.resolve("none"));
    env.put("PATH", bin + File.pathSeparator + home);
    assertThat(on("Linux", env).all()).startsWith(first, user, tool).doesNotContain(venv);

    env.put("VIRTUAL_ENV", home.resolve("venv").toString());
    assertThat(on("Linux", env).all()).startsWith(first, user, venv, tool);
    Files.createFile(home.resolve("venv/pyvenv.cfg"));
    assertThat(on("Linux", env).all()).startsWith(first, venv, tool, user).doesNotHaveDuplicates();

    env.put("JUPYTER_PREFER_ENV_PATH", "no");
    assertThat(on("Linux", env).all()).startsWith(first, user, venv, tool);
    env.remove("JUPYTER_PREFER_ENV_PATH");
    env.remove("VIRTUAL_ENV");
    env.put("CONDA_PREFIX", home.resolve("tool").toString());
    assertThat(on("Linux", env).all()).startsWith(first, tool, user);
    env.put("CONDA_DEFAULT_ENV", "base");
    assertThat(on("Linux", env).all()).startsWith(first, user, tool);
  }

  private JupyterFolders on(String system, Map<String, String> env) {
    return new JupyterFolders(env, home, system);
  }
}
