package cellwise.cluster;

import cellwise.threads.ProcessThreads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Calls of the parameter store, one after the other on a thread of their own. They wait in machine
 * code for other processes; whoever made one waits for it only as long as none is lost. A call that
 * is given up stays behind, and none is made after it.
 */
final class StoreCalls {
  static final long NO_LIMIT = Long.MAX_VALUE;

  private final ExecutorService thread = ProcessThreads.worker("cellwise-parameter-store");
  private final CompletableFuture<Loss> loss = new CompletableFuture<>();

  /** Ends all waiting; only the first is told of. */
  void lose(String who, String why) {
    loss.complete(Loss.now(who, why));
  }

  /**
   * Makes a call.
   *
   * @throws PeerLostException if one is lost, also if it was before
   */
  void await(Runnable call) {
    await(
        () -> {
          call.run();
          return null;
        },
        NO_LIMIT);
  }

  /**
   * Makes a call that has so many seconds.
   *
   * @throws PeerLostException if one is lost, also if it was before, or if it takes longer
   */
  <T> T await(Supplier<T> call, long seconds) {
    requireNoneLost();
    CompletableFuture<T> answer = CompletableFuture.supplyAsync(call, thread);
    try {
      CompletableFuture.anyOf(answer, loss).get(seconds, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      lose("one of the others", "it has not joined within %d s".formatted(seconds));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      lose("this process", "it was interrupted while it waited for the others");
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
    if (!answer.isDone()) {
      requireNoneLost();
    }
    return answer.join();
  }

  private void requireNoneLost() {
    if (loss.isDone()) {
      throw new PeerLostException(loss.join());
    }
  }

  private static RuntimeException unwrapped(ExecutionException failed) {
    if (failed.getCause() instanceof Error e) {
      throw e;
    }
    return failed.getCause() instanceof RuntimeException e
        ? e
        : new IllegalStateException(failed.getCause());
  }
}
