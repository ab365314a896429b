package cellwise.cli;

import cellwise.data.Pictures;
import cellwise.train.Checkpoint;
import cellwise.train.Hook;
import cellwise.train.RunReport;
import cellwise.train.Session;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains as the tutorial does, without a notebook. */
@Command(
    name = "train",
    description =
        "Trains, prints a line every 10 steps, and keeps the parameters and their averages.",
    footer = "Ctrl-C stops it between two steps; what was trained until then is kept.")
final class TrainCommand implements Callable<Integer> {
  private static final int LOG_EVERY = 10;
  private static final double SAVE_SECONDS = 600;

  @Spec private CommandSpec spec;
  @Mixin private DataSet data;

  @Option(names = "--steps", required = true, paramLabel = "N", description = "How many steps.")
  private long steps;

  @Option(
      names = "--batch",
      defaultValue = "128",
      paramLabel = "N",
      description = "Pictures a step (${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "N",
      description = "Decides first weights, order and distortions (${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--run",
      required = true,
      paramLabel = "DIR",
      description = "A new folder, to keep the parameters and their averages in.")
  private Path run;

  @Option(
      names = "--eval-every",
      defaultValue = "0",
      paramLabel = "N",
      description = "Also evaluate on the test pictures every N steps.")
  private int evalEvery;

  @Option(
      names = "--fillers",
      defaultValue = "1",
      paramLabel = "N",
      description = "Threads that distort pictures ahead (${DEFAULT-VALUE}).")
  private int fillers;

  @Override
  public Integer call() throws IOException {
    checkUsage();
    Checkpoint checkpoint = Checkpoint.in(run);
    if (checkpoint.exists()) {
      throw new IOException(checkpoint.file() + " is there already: give --run a new folder");
    }
    Interruption interruption = new Interruption();
    try {
      Pictures pictures = data.open();
      spec.commandLine().getErr().println("Training on " + pictures);
      try (Training training = new Training(pictures, batch, seed, fillers)) {
        checkWritable();
        train(training, checkpoint);
      }
    } finally {
      interruption.end();
    }
    return 0;
  }

  private void checkUsage() {
    if (steps < 1 || batch < 1 || evalEvery < 0 || fillers < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--steps is %d, --batch %d, --fillers %d, all must be positive; --eval-every is %d, must not be negative"
              .formatted(steps, batch, fillers, evalEvery));
    }
  }

  /** Before the first step rather than after the last. */
  private void checkWritable() throws IOException {
    Files.createDirectories(run);
    Files.delete(Files.createTempFile(run, "writable", ""));
  }

  private void train(Training training, Checkpoint checkpoint) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    ProgressLine progress = ProgressLine.of(err, steps);
    Session session =
        training
            .session()
            .with(Hook.stopOnNaN())
            .with(Hook.log(LOG_EVERY, line -> progress.print(out, line)))
            .with(Hook.every(1, progress::show))
            .with(saving(training, checkpoint))
            .with(evaluating(training, line -> progress.print(out, line)));
    try {
      RunReport report = session.run(steps);
      progress.print(err, report.toString());
    } finally {
      progress.clear();
    }
    training.save(checkpoint);
    err.println("Kept in " + checkpoint.file());
  }

  private Hook evaluating(Training training, Consumer<String> out) {
    return report -> {
      long made = report.step() + 1;
      if (evalEvery > 0 && made % evalEvery == 0) {
        out.accept("after %d steps, averaged: %s".formatted(made, training.evaluateAveraged()));
        out.accept("after %d steps, raw: %s".formatted(made, training.evaluateRaw()));
      }
      return true;
    };
  }

  /** As often as TensorFlow's {@code MonitoredTrainingSession}. */
  private static Hook saving(Training training, Checkpoint checkpoint) {
    long[] saved = {System.nanoTime()};
    return report -> {
      if ((System.nanoTime() - saved[0]) / 1e9 > SAVE_SECONDS) {
        try {
          training.save(checkpoint);
        } catch (IOException e) {
          throw new UncheckedIOException(checkpoint.file() + " cannot be written: " + e, e);
        }
        saved[0] = System.nanoTime();
      }
      return true;
    };
  }
}
