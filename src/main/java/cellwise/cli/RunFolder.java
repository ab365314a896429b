package cellwise.cli;

import cellwise.checkpoint.Checkpoint;
import cellwise.checkpoint.Checkpoints;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say where a run is kept and how often. */
final class RunFolder {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--run",
      required = true,
      paramLabel = "DIR",
      description = "Where checkpoints are kept; goes on from the newest, if there is one.")
  private Path folder;

  @ArgGroup private Rhythm rhythm = new Rhythm();

  @Option(
      names = "--fresh",
      description = "Start over: asks, then moves earlier checkpoints into a folder below.")
  private boolean isFresh;

  @Option(names = "--yes", description = "With --fresh: do not ask.")
  private boolean isYes;

  /** One of them at most. */
  static final class Rhythm {
    @Option(names = "--checkpoint-steps", paramLabel = "N", description = "Save every N steps.")
    private Long steps;

    @Option(
        names = "--checkpoint-secs",
        paramLabel = "S",
        description = "Save every S seconds (600).")
    private Double seconds;
  }

  /** Returns it without what cancels out, as in {@code new/../runs}. */
  Path folder() {
    return folder.normalize();
  }

  Checkpoints checkpoints() {
    if (folder.toAbsolutePath().normalize().getFileName() == null) {
      throw new ParameterException(
          spec.commandLine(),
          "--run is %s, must be a folder with a name, which the run gets: such as runs/first"
              .formatted(folder));
    }
    Checkpoints checkpoints = Checkpoints.in(folder());
    try {
      if (rhythm.steps != null) {
        return checkpoints.everySteps(rhythm.steps);
      }
      return rhythm.seconds == null ? checkpoints : checkpoints.everySeconds(rhythm.seconds);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(),
          (rhythm.steps != null ? "--checkpoint-steps: " : "--checkpoint-secs: ") + e.getMessage(),
          e);
    }
  }

  /** Returns whether a fresh start is wanted, and nobody said yes to it yet. */
  boolean isQuestion() {
    return isFresh && !isYes;
  }

  /**
   * Asks before a fresh start, which moves checkpoints aside.
   *
   * @return false if the user would rather not
   */
  boolean isAgreed(Checkpoints checkpoints) throws IOException {
    Optional<Checkpoint> newest = checkpoints.folder().newest();
    if (!isFresh || isYes || newest.isEmpty()) {
      return true;
    }
    PrintWriter err = spec.commandLine().getErr();
    boolean isAgreed =
        Question.isAgreed(err, "Start over, and move " + newest.get() + ", and older ones aside?");
    if (!isAgreed) {
      err.println("Nothing was changed: answer y, or give --yes");
    }
    return isAgreed;
  }

  /**
   * Sees that it can be written in, before the first step rather than after the last, and if a
   * fresh start is wanted moves aside what is there. The caller has claimed it.
   */
  void prepare(Checkpoints checkpoints) throws IOException {
    if (isFresh && checkpoints.folder().newest().isPresent()) {
      spec.commandLine()
          .getErr()
          .println("Earlier checkpoints are in " + checkpoints.folder().moveAside());
    }
    Files.delete(Files.createTempFile(folder(), "writable", ""));
  }
}
