package cellwise.kernel.eval;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import jdk.jshell.spi.ExecutionControl.RunException;
import jdk.jshell.spi.ExecutionControl.StoppedException;

/** Runs code in a {@link CellThread}, the same as long as that can be stopped, and waits for it. */
final class CellRunner implements AutoCloseable {
  private final ClassLoader loader;
  private final CellInterrupt interrupt;
  private final OutputControl output;
  private CellThread thread;

  /**
   * A runner whose thread begins when there is something to run, with this context class loader.
   */
  CellRunner(ClassLoader loader, CellInterrupt interrupt, OutputControl output) {
    this.loader = loader;
    this.interrupt = interrupt;
    this.output = output;
  }

  /**
   * Runs code and returns what it returns.
   *
   * @throws InvocationTargetException if it throws
   * @throws RunException if it throws this itself
   * @throws StoppedException if the cell is interrupted
   */
  Object run(Callable<?> code) throws Exception {
    Runnable handover = output.handOver();
    CellThread runner = thread();
    Invocation invocation =
        new Invocation(
            runner,
            interrupt,
            () -> {
              handover.run();
              return code.call();
            });
    runner.handOver(invocation);
    try {
      return invocation.await();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RunException told) {
        throw told;
      }
      if (e.getCause() instanceof ThreadDeath && interrupt.isInterrupted()) {
        throw new StoppedException();
      }
      throw new InvocationTargetException(e.getCause());
    } finally {
      if (interrupt.end(invocation)) {
        runner.end();
        replace(runner);
        if (interrupt.unstoppable() == null) {
          output.settle();
        }
      }
    }
  }

  private synchronized CellThread thread() {
    if (thread == null || !thread.isAlive()) {
      CellThread started = new CellThread(loader);
      started.start();
      thread = started; // only now, since there may be no thread to be had
    }
    return thread;
  }

  private synchronized void replace(CellThread lost) {
    if (thread == lost) {
      thread = null;
    }
  }

  @Override
  public synchronized void close() {
    if (thread != null) {
      thread.end();
    }
  }
}
