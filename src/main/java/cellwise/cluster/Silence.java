package cellwise.cluster;

import cellwise.engine.ParameterStore;
import cellwise.engine.ParameterStore.Role;
import cellwise.threads.ProcessThreads;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Who has not been heard of for too long. The scheduler hears each of the others, and says so to
 * the launcher, which knows them by name; the others hear the scheduler, and know by themselves
 * that it is lost to them.
 */
final class Silence {
  private final ParameterStore store;
  private final Role role;
  private final ParameterStore.Meeting meeting;
  private final int timeout;
  private final CountDownLatch end = new CountDownLatch(1);
  private final Set<Integer> told = new HashSet<>();

  Silence(ParameterStore store, Role role, ParameterStore.Meeting meeting, int timeout) {
    this.store = store;
    this.role = role;
    this.meeting = meeting;
    this.timeout = timeout;
  }

  /**
   * Begins to listen, once a second on a thread of its own.
   *
   * @param launcher is told who is silent, if this is the scheduler
   * @param lose is told who and why, if this is another one and the scheduler is silent
   */
  void watch(Consumer<Signal> launcher, BiConsumer<String, String> lose) {
    Runnable look =
        role == Role.SCHEDULER ? () -> lookAtOthers(launcher) : () -> lookAtScheduler(lose);
    ProcessThreads.thread(() -> everySecond(look), "cellwise-hears-others").start();
  }

  /** Nobody is silent for so long before so long has passed. */
  private void everySecond(Runnable look) {
    try {
      for (int wait = timeout; !end.await(wait, TimeUnit.SECONDS); wait = 1) {
        look.run();
      }
    } catch (InterruptedException e) {
      // the process ends
    }
  }

  private void lookAtScheduler(BiConsumer<String, String> lose) {
    if (store.isSilent(ParameterStore.SCHEDULER, timeout)) {
      lose.accept("the scheduler", "nothing was heard of it for %d s".formatted(timeout));
      end();
    }
  }

  private void lookAtOthers(Consumer<Signal> launcher) {
    for (int i = 0; i < meeting.servers(); i++) {
      lookAt(ParameterStore.FIRST_SERVER + 2 * i, launcher);
    }
    for (int i = 0; i < meeting.workers(); i++) {
      lookAt(ParameterStore.FIRST_WORKER + 2 * i, launcher);
    }
  }

  private void lookAt(int node, Consumer<Signal> launcher) {
    if (!told.contains(node) && store.isSilent(node, timeout)) {
      told.add(node);
      launcher.accept(new Signal.Silent(node, timeout));
    }
  }

  /** Listens no more, since the others may go. */
  void end() {
    end.countDown();
  }
}
