package cellwise.launch;

import static org.assertj.core.api.Assertions.assertThat;

import cellwise.launch.ClusterEnd.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With nodes that are shell scripts, which hear and say what real ones do. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(30)
class SupervisionTest {
  private static final Host HOST_B = new Host("b", "10.0.0.2");

  /** A node that has joined, and of which worker 0 keeps a checkpoint when it has to end. */
  private static final String PATIENT =
      """
      echo "@node $ID"
      while read -r line; do
        echo "heard $line"
        if [ "$DMLC_ROLE $CELLWISE_RANK" = "worker 0" ]; then echo "Kept in run/step-7.safetensors"; fi
        case $line in stop) exit 0 ;; *) exit 1 ;; esac
      done
      exit 3
      """;

  @TempDir Path folder;
  private final List<String> out = Collections.synchronizedList(new ArrayList<>());
  private final List<String> err = Collections.synchronizedList(new ArrayList<>());
  private final ClusterPlan plan = plan();

  private static ClusterPlan plan() {
    return new ClusterPlan(2, 1, List.of(Host.HERE, HOST_B), 9092, 2, List.of());
  }

  /** Starts a script in the place of each node, another for one of them. */
  private Supervision supervise(String script, Map<String, String> others) {
    NodeStart start =
        (node, arguments, environment, sharers) -> {
          String own = others.getOrDefault(node.name(), script);
          ProcessBuilder builder = new ProcessBuilder("bash", "-c", own);
          builder.environment().putAll(environment);
          builder.environment().put("ID", "" + id(node));
          builder.directory(folder.toFile());
          return builder;
        };
    Output output =
        new Output() {
          @Override
          public void out(String line) {
            out.add(line);
          }

          @Override
          public void err(String line) {
            err.add(line);
          }
        };
    Duration shortly = Duration.ofMillis(500);
    return new Supervision(plan, start, output, new Patience(shortly, shortly, shortly));
  }

  /** As ps-lite numbers them, if it happens to take them in the order of ours. */
  private static int id(Node node) {
    return switch (node.role()) {
      case SCHEDULER -> 1;
      case SERVER -> 8 + 2 * node.rank();
      case WORKER -> 9 + 2 * node.rank();
    };
  }

  @Test
  void passesTheFirstWorkersLinesOnAsTheyAre() throws Exception {
    String script = "echo \"@node $ID\"; echo '  step 0, loss'; echo '  on $DMLC_ROLE' >&2";
    assertThat(supervise(script, Map.of()).run())
        .isEqualTo(new ClusterEnd(Kind.FINISHED, "", ""))
        .hasToString("finished");
    assertThat(out).containsExactly("  step 0, loss");
    assertThat(err)
        .containsExactlyInAnyOrder(
            "  on $DMLC_ROLE",
            "scheduler:   step 0, loss",
            "scheduler:   on $DMLC_ROLE",
            "server 0:   step 0, loss",
            "server 0:   on $DMLC_ROLE",
            "worker 1 (b):   step 0, loss",
            "worker 1 (b):   on $DMLC_ROLE");
  }

  @Test
  void tellsTheOthersWhoWasKilled() throws Exception {
    String dying = "echo \"@node $ID\"; sleep 0.5; kill -9 $$";
    assertThat(supervise(PATIENT, Map.of("worker 1", dying)).run())
        .hasToString(
            "worker 1 (b) was killed by signal 9; kept in run/step-7.safetensors at step 7; the same command goes on");
    assertThat(out)
        .containsExactly(
            "heard lost worker 1 (b): was killed by signal 9", "Kept in run/step-7.safetensors");
    assertThat(err)
        .containsExactlyInAnyOrder(
            "cellwise: worker 1 (b) was killed by signal 9",
            "scheduler: heard lost worker 1 (b): was killed by signal 9",
            "server 0: heard lost worker 1 (b): was killed by signal 9");
  }

  @Test
  void believesTheSchedulerWhoHeardNothing() throws Exception {
    String telling = "echo '@node 1'; sleep 0.5; echo '@lost 11 10'; sleep 9";
    assertThat(supervise(PATIENT, Map.of("scheduler", telling)).run())
        .hasToString(
            "worker 1 (b) was not heard of for 10 s; kept in run/step-7.safetensors at step 7; the same command goes on");
  }

  @Test
  void saysThatNothingWasKeptIfTheFirstWorkerDies() throws Exception {
    String dying = "echo \"@node $ID\"; sleep 0.5; echo 'cellwise: no memory' >&2; exit 1";
    assertThat(supervise(PATIENT, Map.of("worker 0", dying)).run())
        .hasToString(
            "worker 0 ended with exit code 1: cellwise: no memory; nothing was kept after that, the newest checkpoint before it stands; the same command goes on");
  }

  @Test
  void endsAllWhenOneCannotStart() throws Exception {
    String refused = "echo 'b: Permission denied (publickey).' >&2; exit 255";
    String waiting = "exec sleep 20";
    assertThat(supervise(waiting, Map.of("worker 1", refused)).run())
        .isEqualTo(
            new ClusterEnd(
                Kind.UNSTARTED,
                "worker 1 (b) lost its connection (exit code 255): b: Permission denied (publickey).",
                ""));
  }

  @Test
  void killsThoseWhoDoNotHear() throws Exception {
    String deaf =
        "trap '' TERM; echo \"@node $ID\"; echo $$ > $DMLC_ROLE; while :; do sleep 1; done";
    String dying = "echo \"@node $ID\"; sleep 0.5; kill -9 $$";
    long started = System.nanoTime();
    assertThat(supervise(deaf, Map.of("worker 1", dying)).run().kind()).isEqualTo(Kind.LOST);
    // two seconds of timeout, half a second each to keep, to end
    assertThat((System.nanoTime() - started) / 1e9).isBetween(3.0, 9.0);
    for (String role : List.of("scheduler", "server", "worker")) {
      assertThat(isAlive(folder.resolve(role))).as(role).isFalse();
    }
  }

  private static boolean isAlive(Path pid) throws IOException {
    return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
        .map(ProcessHandle::isAlive)
        .orElse(false);
  }

  @Test
  void stopsAllWithACheckpoint() throws Exception {
    Supervision supervision = supervise(PATIENT, Map.of());
    Thread asking = new Thread(() -> stopAfter(supervision, 700));
    asking.start();
    assertThat(supervision.run())
        .isEqualTo(new ClusterEnd(Kind.STOPPED, "", "run/step-7.safetensors"));
    assertThat(err).contains("worker 1 (b): heard stop");
    asking.join();
  }

  @Test
  void killsAllWhenItIsToldToStopAgain() throws Exception {
    String deaf = "trap '' TERM; echo \"@node $ID\"; exec sleep 25";
    Supervision supervision = supervise(deaf, Map.of());
    Thread asking =
        new Thread(
            () -> {
              stopAfter(supervision, 700);
              stopAfter(supervision, 300);
            });
    asking.start();
    assertThat(supervision.run()).isEqualTo(new ClusterEnd(Kind.STOPPED, "", ""));
    asking.join();
  }

  @Test
  void saysWhatMayBeInTheWayOfNodesThatDoNotMeet() throws Exception {
    assertThat(supervise("sleep 1", Map.of()).run().kind()).isEqualTo(Kind.FINISHED);
    assertThat(err)
        .containsExactly(
            "cellwise: the nodes have not found each other for 0 s: port 9092 at 127.0.0.1, and all ports between the hosts, must be open");
  }

  private static void stopAfter(Supervision supervision, int millis) {
    try {
      Thread.sleep(millis);
      supervision.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
