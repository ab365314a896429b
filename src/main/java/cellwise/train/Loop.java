package cellwise.train;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;

/** The steps of one {@link Session#run}, one after the other, with the hooks after each. */
final class Loop implements Runnable {
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Session session;
  private final SessionState state;
  private final List<Hook> hooks;
  private final long steps;
  private final long started = System.nanoTime();
  private long firstStep;
  private volatile boolean isInterrupted;
  private boolean isStoppedByHook;
  private StepReport last;
  private Throwable failure;

  Loop(Session session, List<Hook> hooks, long steps) {
    this.session = session;
    this.state = session.state;
    this.hooks = hooks;
    this.steps = steps;
  }

  /** Returns what is counted down when no step is made any more. */
  CountDownLatch ended() {
    return ended;
  }

  /** Makes the steps, on a thread of {@link StepThreads}. */
  @Override
  public void run() {
    Ingredients of = session.of;
    CheckpointSaver saver = state.saver;
    firstStep = state.globalStep;
    try {
      RunPlan plan = new RunPlan(of.net(), of.batches().split().name(), firstStep, steps);
      of.net().alone(() -> hooks.forEach(hook -> hook.beforeRun(plan)));
      if (saver == null) {
        makeSteps(step -> {});
      } else {
        saver.around(firstStep, this::makeSteps);
      }
    } catch (DivergedException e) {
      failure = saver == null ? e : saver.offer(e);
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    of.net().alone(() -> hooks.forEach(this::tellOfEnd));
  }

  private void makeSteps(LongConsumer afterStep) {
    while (!isInterrupted && !isStoppedByHook && made() < steps) {
      session.of.net().alone(() -> makeStep(afterStep));
    }
  }

  private void makeStep(LongConsumer afterStep) {
    last = session.step(hooks);
    for (Hook hook : hooks) {
      hook.afterStep(last);
      isStoppedByHook |= hook.stopsAfter(last);
    }
    afterStep.accept(state.globalStep);
  }

  private long made() {
    return state.globalStep - firstStep;
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
   * Waits until no step is made any more. When the waiting thread is interrupted, or killed, as
   * some kernels do when an interrupt takes them too long, that is at the end of the step that is
   * under way and its hooks, however often it happens.
   */
  void await() {
    boolean isAgain = false;
    ThreadDeath death = null;
    while (ended.getCount() > 0) {
      try {
        ended.await();
      } catch (InterruptedException e) {
        isInterrupted = true;
        isAgain = true;
      } catch (ThreadDeath e) {
        isInterrupted = true;
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

  /** Returns what was done, or throws what a step or a hook threw. */
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
    } else if (made() < steps) {
      ending = RunReport.Ending.INTERRUPTED;
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    return new RunReport(firstStep, made(), ending, seconds, last);
  }
}
