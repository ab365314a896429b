package cellwise.measure;

import cellwise.runs.Journal;
import cellwise.runs.Run;
import cellwise.runs.RunWriter;
import cellwise.show.Runs;
import cellwise.summary.Scalar;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What the journal costs: ten runs of 100,000 steps with ten scalars every ten steps, and their
 * chart.
 */
final class JournalBench {
  private static final int STEPS = 100_000;
  private static final int EVERY = 10;
  private static final int SCALARS = 10;
  private static final double STEP_SECONDS = 0.099;

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("cellwise-journal");
    Path file = folder.resolve("journal.db");
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    try (Journal journal = Journal.open(file)) {
      for (int i = 0; i < 10; i++) {
        long cpu = system.getProcessCpuTime();
        long started = System.nanoTime();
        record(journal, i);
        double seconds = (System.nanoTime() - started) / 1e9;
        double cpuSeconds = (system.getProcessCpuTime() - cpu) / 1e9;
        System.out.printf(
            "run %d: %.2f s, %.2f s of processor time, %.4f %% of %d steps of %.3f s; all runs so far %,d bytes%n",
            i,
            seconds,
            cpuSeconds,
            100 * cpuSeconds / (STEPS * STEP_SECONDS),
            STEPS,
            STEP_SECONDS,
            bytes(folder));
      }
      List<Run> runs = journal.runs();
      for (int i = 0; i < 3; i++) {
        long started = System.nanoTime();
        Runs.chart(journal, "total_loss", runs);
        System.out.printf("chart of ten runs: %.2f s%n", (System.nanoTime() - started) / 1e9);
      }
    }
    try (var files = Files.walk(folder)) {
      for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static void record(Journal journal, int seed) {
    Random random = new Random(seed);
    try (RunWriter run = journal.start("run " + seed, Map.of("seed", seed))) {
      for (int step = 0; step < STEPS; step += EVERY) {
        List<Scalar> scalars = new ArrayList<>();
        scalars.add(new Scalar("total_loss", random.nextFloat()));
        for (int i = 1; i < SCALARS; i++) {
          scalars.add(new Scalar("scalar " + i, random.nextFloat()));
        }
        run.write(step, scalars);
      }
      run.annotate().note(STEPS / 2, "half of it");
    }
  }

  private static long bytes(Path folder) throws Exception {
    long bytes = 0;
    try (var files = Files.list(folder)) {
      for (Path path : files.toList()) {
        bytes += Files.size(path);
      }
    }
    return bytes;
  }
}
