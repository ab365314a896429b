package cellwise.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cellwise.checkpoint.Checkpoints;
import cellwise.launch.ClusterEnd.Kind;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that train, as a notebook's cells start them. */
@DisabledOnOs(OS.WINDOWS)
@Tag("mxnet")
@Timeout(240)
class LocalClusterTest {
  @TempDir Path folder;

  private String[] options(String steps) {
    return new String[] {
      "--data",
      "shapes10",
      "--batch",
      "32",
      "--steps",
      steps,
      "--summary-every",
      "0",
      "--run",
      folder.resolve("run").toString()
    };
  }

  @Test
  void losesAWorkerAndGoesOn() throws Exception {
    long kept;
    try (RunningCluster cluster = LocalCluster.of(2, 1).train(options("100000"))) {
      assertThat(cluster.awaitLine("step 0,")).contains("loss = 4.");
      cluster.kill("worker 1");
      ClusterEnd end = cluster.await();
      assertThat(end.kind()).isEqualTo(Kind.LOST);
      assertThat(end.toString())
          .startsWith("worker 1 was killed by signal 9; kept in " + folder.resolve("run"))
          .endsWith("; the same command goes on");
      assertThat(cluster).hasToString("2 workers, 1 servers: " + end);
      kept = Checkpoints.in(folder.resolve("run")).folder().newest().orElseThrow().step();
      assertThat(kept).isPositive();
    }
    try (RunningCluster cluster = LocalCluster.of(1, 1).train(options("" + (kept + 2)))) {
      assertThat(cluster.await().kind()).isEqualTo(Kind.FINISHED);
      // 1,068,298 variables, three terms of the loss, and whether to stop
      assertThat(cluster.lines())
          .anyMatch(line -> line.contains("session at step " + kept))
          .contains("Each step of each worker: 4,273,208 bytes to the servers, and as many back");
    }
    assertThat(Checkpoints.in(folder.resolve("run")).folder().newest().orElseThrow().step())
        .isEqualTo(kept + 2);
  }

  @Test
  void namesTheNodesThatThereAre() throws Exception {
    try (RunningCluster cluster = LocalCluster.of(1, 1).train("--nonsense")) {
      assertThatThrownBy(() -> cluster.kill("worker 1"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("node is worker 1, must be one of scheduler, server 0, worker 0");
      assertThat(cluster.await().kind()).isEqualTo(Kind.UNSTARTED);
      assertThatThrownBy(() -> cluster.awaitLine("step 0,"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the cluster ended and never said 'step 0,': look at lines()");
    }
  }
}
