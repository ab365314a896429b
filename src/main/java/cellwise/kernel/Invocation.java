package cellwise.kernel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * One run of one snippet. The JDK's control starts the thread and calls {@link #RUN} there, which
 * finds the invocation that the starting thread handed over.
 */
final class Invocation {
  /** The static method without parameters that runs what was handed over. */
  static final Method RUN = runMethod();

  private static final InheritableThreadLocal<Invocation> NEXT = new InheritableThreadLocal<>();

  private final Method snippet;
  private final Thread caller = Thread.currentThread();
  private volatile boolean over;
  private volatile Thread thread;
  private volatile Object result;

  /** A run to be started by the current thread. */
  Invocation(Method snippet) {
    this.snippet = snippet;
  }

  /** Makes this the invocation that the next thread started from here runs. */
  void handOver() {
    NEXT.set(this);
  }

  /** To be called when the starting thread no longer waits. */
  void finish() {
    over = true;
    NEXT.remove();
  }

  /** Interrupts the snippet's thread, if it has begun. */
  void interrupt() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** What the snippet returned. */
  Object result() {
    return result;
  }

  private void run() throws Throwable {
    thread = Thread.currentThread();
    thread.setContextClassLoader(snippet.getDeclaringClass().getClassLoader());
    // The JDK's control waits for all threads alive by then, so the snippet must not start any
    // before.
    while (caller.getState() != Thread.State.WAITING && !over) {
      Thread.onSpinWait();
    }
    try {
      result = snippet.invoke(null);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static void runNext() throws Throwable {
    Invocation next = NEXT.get();
    NEXT.remove();
    next.run();
  }

  private static Method runMethod() {
    try {
      Method run = Invocation.class.getDeclaredMethod("runNext");
      run.setAccessible(true);
      return run;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }
}
