package cellwise.train;

import cellwise.average.MovingAverages;
import cellwise.checkpoint.Checkpoints;
import cellwise.checkpoint.TrainingState;
import cellwise.data.Batches;
import cellwise.loss.TotalLoss;
import cellwise.model.Network;
import cellwise.optim.Optimizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Trains a network step by step: next batch, gradients, update, averages, hooks.
 *
 * <p>A session does not change: {@code with} returns another one, which makes the same steps of the
 * same training with something more. All that were made of one another go on where the last one
 * stopped. So a cell with {@code session.with(hook).run(500)} can be run again: each time the hook
 * is called once a step, and the steps are the next 500.
 *
 * <p>Steps are made on a thread of their own, and {@link #run} waits for it. So whatever happens to
 * the caller's thread, an update is never left half done: an interrupt stops the session between
 * two steps, and another {@code run} goes on from there. A step and its hooks are {@link
 * Network#alone} with the network: another thread that evaluates it comes in between two steps.
 */
public final class Session {
  final Ingredients of;
  final SessionState state;
  private final Step step;
  private final List<MovingAverages> averages;
  private final List<Hook> hooks;

  private Session(
      Ingredients of,
      Step step,
      List<MovingAverages> averages,
      List<Hook> hooks,
      SessionState state) {
    this.of = of;
    this.step = step;
    this.averages = averages;
    this.hooks = hooks;
    this.state = state;
  }

  /**
   * Prepares to train, by {@linkplain Step#plain plain} steps; makes none yet. The parts stay the
   * caller's to close.
   *
   * @param batches a stream; the session takes the batch that comes next
   * @throws IllegalArgumentException if the loss names a layer that the network lacks, or the
   *     optimizer is of another network
   */
  public static Session of(Network net, TotalLoss loss, Optimizer optimizer, Batches batches) {
    Ingredients of = new Ingredients(net, loss, optimizer, batches);
    return new Session(of, Step::plain, List.of(), List.of(), new SessionState());
  }

  /** Returns this session with another way to make a step. */
  public Session with(Step other) {
    return new Session(of, other, averages, hooks, state);
  }

  /**
   * Returns this session with averages, updated after the variables and before the hooks. Those
   * that it has already it does not get twice.
   *
   * @throws IllegalStateException after {@link #keptIn}, which must know all that it keeps
   * @throws IllegalArgumentException if they are of another network
   */
  public Session with(MovingAverages more) {
    more.requireOf(of.net());
    if (averages.contains(more)) {
      return this;
    }
    if (state.saver != null) {
      throw new IllegalStateException(
          "averages are added after keptIn, must be before: write .with(averages).keptIn(...)");
    }
    return new Session(of, step, plus(averages, more), hooks, state);
  }

  /**
   * Returns this session with a hook, called after those that it has. One that it has already it
   * does not get twice; one that is made anew is another one, also if it does the same. So a cell
   * that may be run again says {@code session.with(hook).run(500)} rather than {@code session =
   * session.with(hook)}, which would add one each time.
   */
  public Session with(Hook hook) {
    return hooks.contains(hook) ? this : new Session(of, step, averages, plus(hooks, hook), state);
  }

  private static <T> List<T> plus(List<T> some, T more) {
    List<T> all = new ArrayList<>(some);
    all.add(more);
    return List.copyOf(all);
  }

  /**
   * Goes on from the newest checkpoint that can be read, if there is one, and saves from now on:
   * when the checkpoints say so, and at the end of each run unless it failed. If one cannot be
   * written, the run ends with an {@link UncheckedIOException}. The training is kept then,
   * whichever of its sessions runs.
   *
   * @param checkpoints those of this run
   * @return this, at the step of the checkpoint; {@link #toString} says which it was
   * @throws IOException if the newest one is of another network, or none can be read; nothing is
   *     changed then
   * @throws IllegalArgumentException if it was trained on other batches
   */
  public Session keptIn(Checkpoints checkpoints) throws IOException {
    return keptIn(
        checkpoints,
        failure -> {
          throw new UncheckedIOException(failure.getMessage(), failure);
        });
  }

  /**
   * Does the same, and where a checkpoint cannot be written leaves to the caller what happens.
   *
   * @param onFailure told why; training goes on if it returns
   * @return this
   * @throws IOException as {@link #keptIn(Checkpoints)}
   */
  public Session keptIn(Checkpoints checkpoints, Consumer<IOException> onFailure)
      throws IOException {
    state.keepIn(checkpoints, training(), onFailure);
    return this;
  }

  /** Returns all that decides how this training goes on, but for the number of its next step. */
  public TrainingState training() {
    return new TrainingState(
        of.net(), of.loss(), averages, state.meanLosses, of.batches(), of.optimizer());
  }

  /**
   * Goes on from the state of another process's session, as from a checkpoint.
   *
   * @param checkpoint what {@link TrainingState#checkpoint} gave there
   * @throws IOException if it is broken, or of another network; nothing is changed then
   * @throws IllegalArgumentException if it was trained on other batches
   * @throws IllegalStateException if a step was made already, or the session is running or kept
   */
  public void goOnFrom(byte[] checkpoint) throws IOException {
    state.goOnFrom(checkpoint, training());
  }

  /** Returns how many steps were made so far, which is the number of the next one. */
  public long globalStep() {
    return state.globalStep;
  }

  /**
   * Makes steps, and waits until they are made, a hook stops them, or this thread is interrupted.
   * An interrupt is noticed at the end of the step that runs; it stays set on the thread.
   *
   * @param steps how many more, positive
   * @param more hooks for this run alone, called after those of the session
   * @return what was done
   * @throws IllegalArgumentException if there is no step to make
   * @throws IllegalStateException if the session, or another one of the same training, runs already
   *     on another thread, the network is closed, this thread is {@link Network#alone} with it, or
   *     other averages are kept than this session has
   * @throws RuntimeException what a step or a hook threw, such as {@link DivergedException}; the
   *     session can run again
   */
  public RunReport run(long steps, Hook... more) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps is " + steps + ", must be positive");
    }
    if (of.net().isAlone()) {
      throw new IllegalStateException(
          "run is called inside swapIn, alone, or a hook of a session with the same network, which"
              + " would wait for each other: call it after that");
    }
    of.net().requireOpen();
    CheckpointSaver saver = state.saver;
    if (saver != null && !saver.keeps(averages)) {
      throw new IllegalStateException(
          "the averages of this session are not those that are kept: run the session that keptIn"
              + " was said of, or one made of it");
    }
    Set<Hook> all = new LinkedHashSet<>(hooks);
    all.addAll(List.of(more));
    Loop loop = new Loop(this, List.copyOf(all), steps);
    state.start(loop);
    loop.await();
    return loop.report();
  }

  /** Makes the next step, and what belongs to it whichever way it is made. */
  StepReport step(List<Hook> hooks) {
    long started = System.nanoTime();
    long number = state.globalStep;
    Step.Made made =
        step.make(
            of,
            number,
            (batch, gradients) ->
                hooks.forEach(hook -> hook.beforeUpdate(number, batch, gradients)));
    state.globalStep = number + 1;
    averages.forEach(average -> average.update(number + 1));
    Map<String, Float> means = state.meanLosses.update(made.losses().all());
    return new StepReport(
        LocalDateTime.now(),
        number,
        made.losses(),
        means,
        of.optimizer().rate().at(number),
        made.examples(),
        (System.nanoTime() - started) / 1e9);
  }

  /** Returns at which step it is, and what it went on from. */
  @Override
  public String toString() {
    CheckpointSaver saver = state.saver;
    return "session at step " + state.globalStep + (saver == null ? "" : ", " + saver.resumption());
  }
}
