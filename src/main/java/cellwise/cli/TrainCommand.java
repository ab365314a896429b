package cellwise.cli;

import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import ai.djl.training.optimizer.Optimizer;
import cellwise.average.MovingAverages;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import cellwise.data.Pictures;
import cellwise.eval.Evaluation;
import cellwise.loss.L2Penalty;
import cellwise.loss.TotalLoss;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.optim.ExponentialDecay;
import cellwise.train.Checkpoint;
import cellwise.train.Hook;
import cellwise.train.RunReport;
import cellwise.train.Session;
import cellwise.train.StepReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
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
  private static final int EPOCHS_PER_DECAY = 350;
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
    Pictures pictures = data.open();
    spec.commandLine().getErr().println("Training on " + pictures);
    Interruption interruption = new Interruption();
    try (Batches train =
            pictures.train().stream(batch, Distortion.training(), seed).filledBy(fillers);
        Network net = CifarNet.build(seed);
        MovingAverages averages = MovingAverages.of(net, 0.9999f)) {
      train(pictures, train, net, averages, checkpoint);
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

  private void train(
      Pictures pictures, Batches train, Network net, MovingAverages averages, Checkpoint checkpoint)
      throws IOException {
    TotalLoss loss =
        TotalLoss.of(new SoftmaxCrossEntropyLoss("cross_entropy"))
            .plus(L2Penalty.on(net, "local3", 0.004f))
            .plus(L2Penalty.on(net, "local4", 0.004f));
    int decaySteps = (int) ((double) pictures.train().size() / batch * EPOCHS_PER_DECAY);
    ExponentialDecay rate = ExponentialDecay.staircase(0.1f, 0.1f, Math.max(1, decaySteps));
    Optimizer sgd = Optimizer.sgd().setLearningRateTracker(rate).build();
    PrintWriter out = spec.commandLine().getOut();
    ProgressLine progress = ProgressLine.of(spec.commandLine().getErr(), steps);
    Session session =
        Session.of(net, loss, sgd, train)
            .with(averages)
            .with(Hook.stopOnNaN())
            .with(Hook.log(LOG_EVERY, line -> progress.print(out, line)))
            .with(Hook.every(1, progress::show))
            .with(saving(checkpoint, net, averages));
    if (evalEvery > 0) {
      session.with(evaluating(pictures, net, averages, line -> progress.print(out, line)));
    }
    try {
      RunReport report = session.run(steps);
      progress.print(spec.commandLine().getErr(), report.toString());
    } finally {
      progress.clear();
    }
    checkpoint.save(net, averages, session.globalStep());
    spec.commandLine().getErr().println("Kept in " + checkpoint.file());
  }

  private Hook evaluating(
      Pictures pictures, Network net, MovingAverages averages, Consumer<String> out) {
    return report -> {
      long made = report.step() + 1;
      if (made % evalEvery == 0) {
        out.accept(
            "after " + made + " steps, averaged: " + Evaluation.of(net, averages, pictures.test()));
        out.accept("after " + made + " steps, raw: " + Evaluation.of(net, pictures.test()));
      }
      return true;
    };
  }

  /** As often as TensorFlow's {@code MonitoredTrainingSession}. */
  private static Hook saving(Checkpoint checkpoint, Network net, MovingAverages averages) {
    long[] saved = {System.nanoTime()};
    return report -> {
      if ((System.nanoTime() - saved[0]) / 1e9 > SAVE_SECONDS) {
        save(checkpoint, net, averages, report);
        saved[0] = System.nanoTime();
      }
      return true;
    };
  }

  private static void save(
      Checkpoint checkpoint, Network net, MovingAverages averages, StepReport report) {
    try {
      checkpoint.save(net, averages, report.step() + 1);
    } catch (IOException e) {
      throw new UncheckedIOException(
          checkpoint.file() + " cannot be written: " + e.getMessage(), e);
    }
  }
}
