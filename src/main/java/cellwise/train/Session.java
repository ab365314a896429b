package cellwise.train;

import cellwise.average.MovingAverages;
import cellwise.average.RunningMean;
import cellwise.checkpoint.Checkpoints;
import cellwise.checkpoint.TrainingState;
import cellwise.data.Batch;
import cellwise.data.Batches;
import cellwise.loss.Losses;
import cellwise.loss.TotalLoss;
import cellwise.model.Network;
import cellwise.optim.Gradients;
import cellwise.optim.Optimizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Trains a network step by step: next batch, gradients, update, averages, hooks.
 *
 * <p>Steps are made on a thread of their own, and {@link #run} waits for it. So whatever happens to
 * the caller's thread, an update is never left half done: an interrupt stops the session between
 * two steps, and another {@code run} goes on from there. A step and its hooks are {@link
 * Network#alone} with the network: another thread that evaluates it comes in between two steps.
 */
public final class Session {
  private final Network net;
  private final TotalLoss loss;
  private final Optimizer optimizer;
  private final Batches batches;
  private final List<MovingAverages> averages = new CopyOnWriteArrayList<>();
  private final List<Hook> hooks = new CopyOnWriteArrayList<>();
  private final RunningMean meanLosses = new RunningMean(0.9f);
  private volatile long globalStep;
  private volatile Saving saving;
  private Run current;

  private Session(Network net, TotalLoss loss, Optimizer optimizer, Batches batches) {
    this.net = net;
    this.loss = loss;
    this.optimizer = optimizer;
    this.batches = batches;
  }

  /**
   * Prepares to train; makes no step yet. The parts stay the caller's to close.
   *
   * @param batches a stream; the session takes the batch that comes next
   * @throws IllegalArgumentException if the loss names a layer that the network lacks, or the
   *     optimizer is of another network
   */
  public static Session of(Network net, TotalLoss loss, Optimizer optimizer, Batches batches) {
    loss.requireOf(net);
    optimizer.requireOf(net);
    return new Session(net, loss, optimizer, batches);
  }

  /**
   * Adds averages, updated after the variables and before the hooks.
   *
   * @return this
   * @throws IllegalStateException after {@link #keptIn}, which must know all that it keeps
   * @throws IllegalArgumentException if they are of another network, or there already
   */
  public Session with(MovingAverages of) {
    of.requireOf(net);
    if (averages.contains(of)) {
      throw new IllegalArgumentException(
          "the averages are there already, and would be updated twice a step: add them once");
    }
    if (saving != null) {
      throw new IllegalStateException(
          "averages are added after keptIn, must be before: write .with(averages).keptIn(...)");
    }
    averages.add(of);
    return this;
  }

  /**
   * Adds a hook, called after those that are there, from the next run on.
   *
   * @return this
   */
  public Session with(Hook hook) {
    hooks.add(hook);
    return this;
  }

  /**
   * Goes on from the newest checkpoint that can be read, if there is one, and saves from now on:
   * when the checkpoints say so, and at the end of each run unless it failed. If one cannot be
   * written, the run ends with an {@link UncheckedIOException}.
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
  public synchronized Session keptIn(Checkpoints checkpoints, Consumer<IOException> onFailure)
      throws IOException {
    if (saving != null || globalStep > 0) {
      throw new IllegalStateException(
          "the session is at step %d%s: say keptIn once, before its first run"
              .formatted(globalStep, saving == null ? "" : " and kept already"));
    }
    TrainingState state = new TrainingState(net, loss, averages, meanLosses, batches, optimizer);
    Saving resumed = new Saving(checkpoints, state, onFailure);
    globalStep = resumed.resumption().step();
    saving = resumed;
    return this;
  }

  /** Returns how many steps were made so far, which is the number of the next one. */
  public long globalStep() {
    return globalStep;
  }

  /**
   * Makes steps, and waits until they are made, a hook stops them, or this thread is interrupted.
   * An interrupt is noticed at the end of the step that runs; it stays set on the thread.
   *
   * @param steps how many more, positive
   * @param more hooks for this run alone, called after those of the session
   * @return what was done
   * @throws IllegalArgumentException if there is no step to make
   * @throws IllegalStateException if the session runs already on another thread, the network is
   *     closed, or this thread is {@link Network#alone} with it
   * @throws RuntimeException what a step or a hook threw, such as {@link DivergedException}; the
   *     session can run again
   */
  public RunReport run(long steps, Hook... more) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps is " + steps + ", must be positive");
    }
    if (net.isAlone()) {
      throw new IllegalStateException(
          "run is called inside swapIn, alone, or a hook of a session with the same network, which would wait for each other: call it after that");
    }
    Run run = start(steps, List.of(more));
    try {
      run.ended.await();
    } catch (InterruptedException e) {
      run.isInterrupted = true;
    } finally {
      run.end();
    }
    return run.report();
  }

  /** Returns at which step it is, and what it went on from. */
  @Override
  public String toString() {
    return "session at step " + globalStep + (saving == null ? "" : ", " + saving.resumption());
  }

  private synchronized Run start(long steps, List<Hook> more) {
    if (current != null && current.ended.getCount() > 0) {
      throw new IllegalStateException(
          "the session is running and at step " + globalStep + ": wait for it, or interrupt it");
    }
    net.requireOpen();
    List<Hook> all = new ArrayList<>(hooks);
    all.addAll(more);
    Run run = new Run(steps, all);
    StepThreads.run(run, run.ended);
    current = run;
    return run;
  }

  private StepReport step(List<Hook> hooks) {
    long started = System.nanoTime();
    try (Batch batch = batches.next();
        Gradients gradients = Gradients.compute(net, loss, batch)) {
      long step = globalStep;
      hooks.forEach(hook -> hook.beforeUpdate(step, batch, gradients));
      gradients.apply(optimizer, step);
      globalStep = step + 1;
      averages.forEach(average -> average.update(step + 1));
      Losses losses = gradients.losses();
      Map<String, Float> means = meanLosses.update(losses.all());
      double seconds = (System.nanoTime() - started) / 1e9;
      float rate = optimizer.rate().at(step);
      return new StepReport(LocalDateTime.now(), step, losses, means, rate, batch.size(), seconds);
    }
  }

  /** One call of {@link #run}. */
  private final class Run implements Runnable {
    private final CountDownLatch ended = new CountDownLatch(1);
    private final long firstStep = globalStep;
    private final long steps;
    private final List<Hook> hooks;
    private final long started = System.nanoTime();
    private volatile boolean isInterrupted;
    private boolean isStoppedByHook;
    private StepReport last;
    private Throwable failure;

    Run(long steps, List<Hook> hooks) {
      this.steps = steps;
      this.hooks = hooks;
    }

    @Override
    public void run() {
      try {
        RunPlan plan = new RunPlan(net, batches.split().name(), firstStep, steps);
        net.alone(() -> hooks.forEach(hook -> hook.beforeRun(plan)));
        if (saving == null) {
          makeSteps(step -> {});
        } else {
          saving.around(globalStep, this::makeSteps);
        }
      } catch (DivergedException e) {
        failure = saving == null ? e : saving.offer(e);
      } catch (RuntimeException | Error e) {
        failure = e;
      }
      net.alone(() -> hooks.forEach(this::tellOfEnd));
    }

    private void makeSteps(LongConsumer afterStep) {
      while (!isInterrupted && !isStoppedByHook && globalStep - firstStep < steps) {
        net.alone(() -> makeStep(afterStep));
      }
    }

    private void makeStep(LongConsumer afterStep) {
      last = step(hooks);
      for (Hook hook : hooks) {
        hook.afterStep(last);
        isStoppedByHook |= hook.stopsAfter(last);
      }
      afterStep.accept(globalStep);
    }

    /** What went wrong first is what is told. */
    private void tellOfEnd(Hook hook) {
      try {
        hook.afterRun();
      } catch (RuntimeException | Error e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }

    /**
     * Stops at the end of the step and its hooks, however often the waiting thread is interrupted,
     * or killed, as some kernels do when an interrupt takes them too long.
     */
    void end() {
      boolean isAgain = isInterrupted;
      ThreadDeath death = null;
      while (ended.getCount() > 0) {
        isInterrupted = true;
        try {
          ended.await();
        } catch (InterruptedException e) {
          isAgain = true;
        } catch (ThreadDeath e) {
          death = e;
        }
      }
      if (isAgain) {
        Thread.currentThread().interrupt();
      }
      if (death != null) {
        throw death;
      }
    }

    RunReport report() {
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
      RunReport.Ending ending = RunReport.Ending.COMPLETE;
      if (isStoppedByHook) {
        ending = RunReport.Ending.STOPPED_BY_HOOK;
      } else if (globalStep - firstStep < steps) {
        ending = RunReport.Ending.INTERRUPTED;
      }
      double seconds = (System.nanoTime() - started) / 1e9;
      return new RunReport(firstStep, globalStep - firstStep, ending, seconds, last);
    }
  }
}
