package cellwise.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import cellwise.data.Shard;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes on this machine that train together by the parameter server. */
@Tag("mxnet")
class WorkersTest {
  private static final int STEPS = 20;

  @TempDir Path folder;

  /** As {@link EqualTowersTest}, where it says of which networks that can be asked. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void trainAsOneProcessDoes(int workers) throws Exception {
    try (SmallCluster cluster = new SmallCluster(folder, 2, STEPS, new long[workers])) {
      for (String node : cluster.names()) {
        assertThat(cluster.end(node)).as(node).isZero();
      }
    }
    Map<String, float[]> first = numbers(0);
    float[] bytes = first.remove("bytes");
    float[] live = first.remove("live arrays");
    assertThat(live[STEPS - 1]).as("arrays alive").isEqualTo(live[1]);
    try (SmallNode.Training alone = new SmallNode.Training(Shard.WHOLE, 0)) {
      Map<String, float[]> ofOne = alone.run(alone.session, STEPS, line -> {});
      ofOne.remove("live arrays");
      assertThat(first.get("losses")).hasSize(STEPS);
      assertThat(Numbers.difference(first, ofOne)).isLessThan(1e-5);
      int gradients =
          ofOne.entrySet().stream()
              .filter(each -> each.getKey().startsWith("gradient of "))
              .mapToInt(each -> each.getValue().length)
              .sum();
      assertThat(bytes).containsExactly(2 * 4 * (gradients + 3 + 1));
    }
    for (int rank = 1; rank < workers; rank++) {
      Map<String, float[]> other = numbers(rank);
      other.remove("bytes");
      other.remove("live arrays");
      assertThat(other).usingRecursiveComparison().isEqualTo(first);
    }
    assertThat(folder.resolve("step-20.safetensors")).exists();
  }

  @SuppressWarnings("unchecked")
  private Map<String, float[]> numbers(int rank) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in =
        new ObjectInputStream(Files.newInputStream(folder.resolve("rank-" + rank)))) {
      return (Map<String, float[]>) in.readObject();
    }
  }

  @Test
  void refuseToTrainWithAnotherSeed() throws Exception {
    try (SmallCluster cluster = new SmallCluster(folder, 1, STEPS, 1, 2)) {
      String message =
          "the workers would not train the same: seed is 2 on worker 1 (127.0.0.1), must be 1 as on worker 0 (127.0.0.1)";
      for (int rank = 0; rank < 2; rank++) {
        assertThat(cluster.await("worker " + rank, "the workers")).isEqualTo(message);
        assertThat(cluster.end("worker " + rank)).isEqualTo(1);
      }
    }
  }

  @Test
  void stopAfterTheSameStepAndGoOnWithAnotherNumber() throws Exception {
    String stopped;
    try (SmallCluster cluster = new SmallCluster(folder, 1, 100_000, 1, 1)) {
      cluster.await("worker 0", "made step 3");
      cluster.tell(new Signal.Stop());
      stopped = cluster.await("worker 0", "stopped at step ");
      assertThat(cluster.await("worker 1", "stopped at step ")).isEqualTo(stopped);
      for (String node : cluster.names()) {
        assertThat(cluster.end(node)).as(node).isZero();
      }
    }
    String step = stopped.substring(stopped.lastIndexOf(' ') + 1);
    try (SmallCluster cluster = new SmallCluster(folder, 1, 1, 1)) {
      cluster.await("worker 0", "made step " + step);
      assertThat(cluster.end("worker 0")).isZero();
    }
  }

  @Test
  void keepTheLastStepWhenOneIsKilledAndTheSchedulerSaysWho() throws Exception {
    try (SmallCluster cluster = new SmallCluster(folder, 1, 100_000, 1, 1)) {
      String joined = cluster.await("worker 1", "@node ");
      cluster.await("worker 1", "made step 2");
      cluster.kill("worker 1");
      String silent = cluster.await("scheduler 0", "@lost ");
      assertThat(silent).isEqualTo("@lost %s %d".formatted(joined.substring(6), SmallNode.TIMEOUT));
      cluster.tell(new Signal.Lost("worker 1", "was not heard of for 3 s"));
      assertThat(cluster.await("worker 0", "worker 1"))
          .matches(
              "worker 1 is lost, noticed at ..:..:..: was not heard of for 3 s; all is kept in .* after \\d+ steps: the same again goes on from there");
      for (String node : new String[] {"worker 0", "server 0", "scheduler 0"}) {
        assertThat(cluster.end(node)).as(node).isEqualTo(1);
      }
    }
    try (var files = Files.list(folder)) {
      assertThat(files.filter(file -> file.toString().endsWith(".safetensors"))).hasSize(1);
    }
  }

  @Test
  void noticeByThemselvesThatTheSchedulerIsKilled() throws Exception {
    try (SmallCluster cluster = new SmallCluster(folder, 1, 100_000, 1)) {
      cluster.await("worker 0", "made step 2");
      cluster.kill("scheduler 0");
      long killed = System.nanoTime();
      for (String node : new String[] {"worker 0", "server 0"}) {
        assertThat(cluster.await(node, "the scheduler is lost"))
            .contains("nothing was heard of it for 3 s");
        assertThat(cluster.end(node)).as(node).isEqualTo(1);
      }
      assertThat((System.nanoTime() - killed) / 1e9).isLessThan(SmallNode.TIMEOUT + 5);
    }
  }
}
