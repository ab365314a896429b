package cellwise.train;

import cellwise.average.RunningMean;
import cellwise.checkpoint.Checkpoints;
import cellwise.checkpoint.TrainingState;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * How far a training is. All sessions that were made of one another by {@code with} share it, so
 * that each goes on where the last one stopped.
 */
final class SessionState {
  final RunningMean meanLosses = new RunningMean(0.9f);

  /** How many steps were made, which is the number of the next one. */
  volatile long globalStep;

  /** Null where the training is not kept. */
  volatile CheckpointSaver saver;

  private Loop last;

  /** Starts a loop unless one is under way. */
  synchronized void start(Loop loop) {
    requireIdle();
    StepThreads.run(loop, loop.ended());
    last = loop;
  }

  /** Goes on from the newest checkpoint, and saves from now on. */
  synchronized void keepIn(
      Checkpoints checkpoints, TrainingState state, Consumer<IOException> onFailure)
      throws IOException {
    requireNew("keptIn");
    CheckpointSaver resumed = new CheckpointSaver(checkpoints, state, onFailure);
    globalStep = resumed.resumption().step();
    saver = resumed;
  }

  /** Goes on from the bytes of a checkpoint. */
  synchronized void goOnFrom(byte[] checkpoint, TrainingState state) throws IOException {
    requireNew("goOnFrom");
    globalStep = state.goOnFrom(checkpoint);
  }

  private void requireNew(String method) {
    requireIdle();
    if (saver != null || globalStep > 0) {
      throw new IllegalStateException(
          "the session is at step %d%s: say %s once, before its first run"
              .formatted(globalStep, saver == null ? "" : " and kept already", method));
    }
  }

  private void requireIdle() {
    if (last != null && last.ended().getCount() > 0) {
      throw new IllegalStateException(
          "the session is running and at step " + globalStep + ": wait for it, or interrupt it");
    }
  }
}
