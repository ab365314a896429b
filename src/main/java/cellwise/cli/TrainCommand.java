package cellwise.cli;

import cellwise.checkpoint.Checkpoint;
import cellwise.checkpoint.Checkpoints;
import cellwise.checkpoint.Claim;
import cellwise.data.Pictures;
import cellwise.data.Shard;
import cellwise.eval.Evaluation;
import cellwise.recipe.Training;
import cellwise.train.Hook;
import cellwise.train.RunReport;
import cellwise.train.Session;
import cellwise.train.StepNotMadeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a network by a recipe, without a notebook. */
@Command(
    name = "train",
    description =
        "Trains, prints a line every 10 steps, and keeps checkpoints in a folder of the run.",
    footer =
        "Ctrl-C stops it between two steps and keeps what was trained until then. The same command"
            + " goes on from the newest checkpoint, as if it had never been stopped.")
final class TrainCommand implements Callable<Integer> {
  private static final int LOG_EVERY = 10;

  @Spec private CommandSpec spec;
  @Mixin private DataSet data;
  @Mixin private RecipeOptions what;
  @Mixin private RunFolder run;
  @Mixin private EngineOptions engine;

  @Option(
      names = "--eval-every",
      defaultValue = "0",
      paramLabel = "N",
      description = "Also evaluate on the test pictures every N steps.")
  private int evalEvery;

  @Option(
      names = "--summary-every",
      defaultValue = "100",
      paramLabel = "N",
      description =
          "Write summaries for TensorBoard into --run every N steps; 0: none (${DEFAULT-VALUE}).")
  private int summaryEvery;

  @Option(
      names = "--journal",
      paramLabel = "FILE",
      description = "The journal of runs; without it, journal.db beside the folder of --run.")
  private Path journal;

  @Option(
      names = "--log-device-placement",
      description = "Print where each variable and each layer's result is, and their sizes.")
  private boolean isPlacementLogged;

  /** What becomes of a session before its first step here. */
  @FunctionalInterface
  interface Beginning {
    Session of(Session session) throws IOException;
  }

  @Override
  public Integer call() throws IOException {
    checkUsage();
    engine.start();
    return train(Shard.WHOLE, session -> session);
  }

  /** Starts the engine of a process that shares each batch with others. */
  void startForCluster() {
    chooseForCluster();
    engine.start();
  }

  /** Checks what such processes are told, and chooses their engine; starts none. */
  void chooseForCluster() {
    checkUsage();
    what.requireNoTowers();
    engine.choose();
  }

  /**
   * Trains, prints, keeps; all that the command does.
   *
   * @param shard which share of each batch
   * @param beginning given the session that goes on from the newest checkpoint
   * @return the exit code
   */
  int train(Shard shard, Beginning beginning) throws IOException {
    Checkpoints checkpoints = run.checkpoints();
    Pictures pictures = Interruption.during(data::open);
    spec.commandLine().getErr().println("Training on " + pictures);
    try (Training training = what.training(pictures, shard);
        Claim claim = checkpoints.claim()) {
      if (!run.isAgreed(checkpoints)) {
        return 1;
      }
      boolean isKept =
          Interruption.during(
              () -> {
                run.prepare(checkpoints);
                return train(training, checkpoints.heldBy(claim), beginning);
              });
      return isKept ? 0 : 1;
    }
  }

  /**
   * Makes the same steps beside a process that does {@link #train}; prints and keeps nothing.
   *
   * @param beginning given a session at step 0, returns it at the other one's step
   * @return the exit code
   */
  int follow(Shard shard, Beginning beginning) throws IOException {
    Pictures pictures = data.open();
    try (Training training = what.training(pictures, shard)) {
      Session session = beginning.of(training.session());
      if (session.globalStep() < what.steps()) {
        session.with(Hook.stopOnNaN()).run(what.steps() - session.globalStep());
      }
      return 0;
    }
  }

  /** Returns by name what all processes that train together must be told alike. */
  Map<String, String> settings() {
    return what.settings();
  }

  /** Returns the pictures of a step. */
  int batch() {
    return what.batch();
  }

  RunFolder run() {
    return run;
  }

  void checkUsage() {
    what.check();
    engine.choose();
    if (evalEvery < 0 || summaryEvery < 0) {
      throw new ParameterException(
          spec.commandLine(),
          "--eval-every is %d, --summary-every %d, must not be negative"
              .formatted(evalEvery, summaryEvery));
    }
  }

  /** Returns whether the last step is kept. */
  private boolean train(Training training, Checkpoints checkpoints, Beginning beginning)
      throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    Consumer<IOException> unsaved =
        failure -> err.println("cellwise: not saved, training goes on: " + Main.message(failure));
    Session session = beginning.of(resumed(training, checkpoints, unsaved));
    if (session.globalStep() > 0) {
      err.println(session);
    }
    if (session.globalStep() >= what.steps()) {
      err.printf("--steps is %d, and so many are made: give more to go on%n", what.steps());
      return true;
    }
    if (isPlacementLogged) {
      err.print(training.placement());
    }
    long step = session.globalStep();
    try (TrainingLog log =
        TrainingLog.open(
            err,
            journal(),
            run.folder(),
            step,
            training.pictures().train(),
            what.settings(training.pictures()))) {
      makeSteps(training, session, log);
    } catch (StepNotMadeException e) {
      tellWhatIsKept(checkpoints, session.globalStep());
      throw e;
    }
    return tellWhatIsKept(checkpoints, session.globalStep());
  }

  /** Returns whether the last step is. */
  private boolean tellWhatIsKept(Checkpoints checkpoints, long step) throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    Optional<Checkpoint> newest = checkpoints.folder().newest();
    if (newest.isEmpty() || newest.get().step() != step) {
      err.printf("cellwise: the last steps are not kept in %s%n", run.folder());
      return false;
    }
    err.println("Kept in " + newest.get().file());
    return true;
  }

  private Session resumed(Training training, Checkpoints checkpoints, Consumer<IOException> unsaved)
      throws IOException {
    try {
      return training.keptIn(checkpoints, unsaved);
    } catch (Checkpoint.UnfitException e) {
      throw new IOException(e.getMessage() + "; " + cure(checkpoints), e);
    }
  }

  /** As far as the newest checkpoint tells by what it was made. */
  private String cure(Checkpoints checkpoints) {
    Map<String, String> told = Map.of();
    try {
      told = checkpoints.folder().newest().orElseThrow().settings();
    } catch (IOException e) {
      // it is broken, and was passed over
    }
    String recipe = told.getOrDefault("recipe", "");
    return recipe.equals(what.recipe().name())
        ? "it was trained on %s: give that, or another --run".formatted(told.get("data_set"))
        : "--recipe is %s: give the one it was trained by%s"
            .formatted(what.recipe(), recipe.isEmpty() ? "" : ", " + recipe);
  }

  private Path journal() {
    return journal != null
        ? journal
        : run.folder().toAbsolutePath().normalize().resolveSibling("journal.db");
  }

  private void makeSteps(Training training, Session session, TrainingLog log) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    ProgressLine progress = ProgressLine.of(session.globalStep(), what.steps());
    Session watched =
        session
            .with(Hook.stopOnNaN())
            .with(Hook.log(LOG_EVERY, line -> progress.print(out, line)))
            .with(Hook.every(1, progress::show))
            .with(Hook.scalars(LOG_EVERY, log.journal()))
            .with(evaluating(training, log, line -> progress.print(out, line)));
    Hook[] summaries =
        summaryEvery == 0 ? new Hook[0] : new Hook[] {Hook.summaries(summaryEvery, log.events())};
    try {
      RunReport report =
          log.watch(() -> watched.run(what.steps() - session.globalStep(), summaries));
      progress.print(err, report.toString());
    } finally {
      progress.clear();
    }
  }

  private Hook evaluating(Training training, TrainingLog log, Consumer<String> out) {
    return report -> {
      long made = report.step() + 1;
      if (evalEvery > 0 && made % evalEvery == 0) {
        Evaluation averaged = training.evaluateAveraged();
        out.accept("after %d steps, averaged: %s".formatted(made, averaged));
        log.evaluated(made, "averaged", averaged);
        Evaluation raw = training.evaluateRaw();
        out.accept("after %d steps, raw: %s".formatted(made, raw));
        log.evaluated(made, "raw", raw);
      }
    };
  }
}
