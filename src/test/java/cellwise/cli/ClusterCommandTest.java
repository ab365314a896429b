package cellwise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cellwise.engine.StartedEngine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before any node is started. */
class ClusterCommandTest {
  @TempDir Path folder;
  private final StringWriter err = new StringWriter();

  private int cluster(String... options) {
    List<String> all = new ArrayList<>(List.of("cluster", "--data", "shapes10", "--steps", "3"));
    all.addAll(List.of(options));
    return Main.execute(
        new PrintWriter(new StringWriter()),
        new PrintWriter(err, true),
        all.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "'--workers 0', 'workers is 0, servers 1, both must be positive'",
    "'--workers 2 --servers 0', 'workers is 2, servers 0, both must be positive'",
    "'--workers 2 --timeout 1', 'timeout is 1 s, must be 2 or more'",
    "'--workers 2 --port 0', 'port is 0, must be from 1 to 65535'",
    "'--workers 3', '--batch is 128, must be a multiple of --workers, which is 3'",
    "'--workers 2 --batch 0', '--batch 0, --fillers 1, all must be positive'",
    "'--workers 2 --eval-every -1', '--eval-every is -1'",
    "'--workers 2 --checkpoint-steps 0', '--checkpoint-steps: '",
    "'--workers 2 --towers 2', '--towers'",
    "'--workers 2 --stps 3', 'Unknown options: ''--stps'', ''3'''",
  })
  void refusesWrongUsage(String options, String message) {
    List<String> words = new ArrayList<>(List.of("--run", folder.resolve("run").toString()));
    words.addAll(List.of(options.split(" ")));
    assertThat(cluster(words.toArray(String[]::new))).isEqualTo(2);
    assertThat(err.toString()).startsWith("cellwise: ").contains(message);
  }

  @Test
  void refusesARunWithoutAName() {
    assertThat(cluster("--workers", "2", "--run", "/")).isEqualTo(2);
    assertThat(err.toString()).contains("--run is /, must be a folder with a name");
  }

  @Test
  void refusesAFileWithoutHosts() throws Exception {
    Path hosts = Files.writeString(folder.resolve("hosts"), "# none yet\n");
    assertThat(cluster("--workers", "2", "--run", "x", "--hosts", hosts.toString())).isEqualTo(2);
    assertThat(err.toString()).contains(hosts + " names no host");
    assertThat(cluster("--workers", "2", "--run", "x", "--hosts", "missing")).isEqualTo(1);
    assertThat(err.toString()).contains("missing: no such file");
  }

  @Test
  void refusesToAskAboutARunOnAnotherHost() throws Exception {
    Path hosts = Files.writeString(folder.resolve("hosts"), "b 10.0.0.2\n");
    assertThat(cluster("--workers", "2", "--run", "x", "--hosts", hosts.toString(), "--fresh"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("give --yes too");
  }

  /** On an engine that has one, clusters are tried elsewhere. */
  @Test
  void refusesAnEngineWithoutAParameterServer() {
    String engine = StartedEngine.get().getEngineName();
    assumeTrue(!engine.equals("MXNet"));
    assertThat(cluster("--workers", "2", "--run", "x")).isEqualTo(2);
    assertThat(err.toString()).contains(engine + " has no parameter server, MXNet has: choose it");
  }
}
