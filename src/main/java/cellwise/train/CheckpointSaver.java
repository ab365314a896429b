package cellwise.train;

import cellwise.average.MovingAverages;
import cellwise.checkpoint.Checkpoint;
import cellwise.checkpoint.Checkpoints;
import cellwise.checkpoint.Claim;
import cellwise.checkpoint.Resumption;
import cellwise.checkpoint.TrainingState;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Saves a training's checkpoints while it runs, when they are due; knows what if it cannot. */
final class CheckpointSaver {
  private final Checkpoints checkpoints;
  private final TrainingState state;
  private final Consumer<IOException> onFailure;
  private final Resumption resumption;
  private long lastStep;
  private long savedStep;
  private long savedNanos = System.nanoTime();

  /** Null where the folder could not be taken, which was told. */
  private Claim claim;

  /** Goes on from the newest checkpoint. */
  CheckpointSaver(Checkpoints checkpoints, TrainingState state, Consumer<IOException> onFailure)
      throws IOException {
    this.checkpoints = checkpoints;
    this.state = state;
    this.onFailure = onFailure;
    resumption = checkpoints.folder().resume(state);
    savedStep = resumption.checkpoint().map(Checkpoint::step).orElse(-1L);
  }

  Resumption resumption() {
    return resumption;
  }

  /** Returns whether the averages that are kept are these. */
  boolean keeps(List<MovingAverages> averages) {
    return state.averages().equals(averages);
  }

  /**
   * Holds the folder while steps are made, and saves the last of them; not if they fail, unless by
   * one that was not made and has changed nothing.
   *
   * @param step how many were made until now
   * @param steps makes them, and tells of each how many were made
   * @throws IllegalStateException if another session has the folder, or has gone on in it
   */
  void around(long step, Consumer<LongConsumer> steps) {
    claim = claim(step);
    try {
      lastStep = step;
      makeAndSave(steps);
    } finally {
      try {
        if (claim != null) {
          claim.close();
        }
      } catch (IOException e) {
        onFailure.accept(e);
      }
    }
  }

  private void makeAndSave(Consumer<LongConsumer> steps) {
    try {
      steps.accept(this::afterStep);
      saveLast();
    } catch (StepNotMadeException e) {
      saveLast();
      throw savedStep == lastStep ? e.keptIn(checkpoints.folder().path(), lastStep) : e;
    }
  }

  private void saveLast() {
    if (savedStep != lastStep) {
      save(lastStep);
    }
  }

  private Claim claim(long step) {
    try {
      Claim taken = checkpoints.claim();
      try {
        checkpoints.folder().requireNewest(state, step);
        return taken;
      } catch (IOException | RuntimeException e) {
        taken.close();
        throw e;
      }
    } catch (IOException e) {
      onFailure.accept(e);
      return null;
    }
  }

  private void afterStep(long step) {
    lastStep = step;
    if (checkpoints.isDue(step, (System.nanoTime() - savedNanos) / 1e9)) {
      save(step);
    }
  }

  /** A failed one is not tried again at every step, but when the next one is due. */
  private void save(long step) {
    try {
      if (claim != null) {
        claim.keep();
      }
      checkpoints.save(state, step);
      savedStep = step;
    } catch (Checkpoint.NotFiniteException e) {
      throw new DivergedException(e.getMessage());
    } catch (IOException e) {
      onFailure.accept(e);
    } finally {
      savedNanos = System.nanoTime();
    }
  }

  /** Returns a failure that says what there is to go on from. */
  DivergedException offer(DivergedException failure) {
    return savedStep < 0 ? failure : failure.keptIn(checkpoints.folder().path(), savedStep);
  }
}
