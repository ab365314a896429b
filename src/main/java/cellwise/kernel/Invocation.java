package cellwise.kernel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.Callable;

/**
 * One run of one snippet. The JDK's control starts the thread and calls {@link #RUN} there, which
 * finds the invocation that the starting thread handed over.
 */
final class Invocation {
  /** The static method without parameters that runs what was handed over. */
  static final Method RUN = runMethod();

  private static final InheritableThreadLocal<Invocation> NEXT = new InheritableThreadLocal<>();

  private final ClassLoader loader;
  private final Callable<?> code;
  private final Thread caller = Thread.currentThread();
  private volatile boolean over;
  private volatile Thread thread;
  private volatile Object result;

  /** A run of code of a class, to be started by the current thread. */
  Invocation(Class<?> owner, Callable<?> code) {
    this.loader = owner.getClassLoader();
    this.code = code;
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

  /** Makes the thread that started the run wait no longer. */
  void abandon() {
    caller.interrupt();
  }

  /** Where the snippet is just now. */
  String place() {
    StackTraceElement[] frames = thread == null ? new StackTraceElement[0] : thread.getStackTrace();
    return frames.length == 0 ? "code that has not begun" : frames[0].toString();
  }

  /** What the snippet returned. */
  Object result() {
    return result;
  }

  private void run() throws Throwable {
    thread = Thread.currentThread();
    thread.setContextClassLoader(loader);
    // The JDK's control waits for all threads alive by then, so the snippet must not start any
    // before.
    while (caller.getState() != Thread.State.WAITING && !over) {
      Thread.onSpinWait();
    }
    showErrorsOfThreads();
    try {
      result = code.call();
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /**
   * What ends a thread that a cell has started is printed. The JDK's control drops it, by a handler
   * that it sets for each snippet; since 20 it does so where nobody else can look.
   */
  private static void showErrorsOfThreads() {
    Thread.UncaughtExceptionHandler ofControl = Thread.getDefaultUncaughtExceptionHandler();
    if (ofControl == null) {
      return;
    }
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> {
          ofControl.uncaughtException(thread, e);
          if (!(e instanceof ThreadDeath)) {
            System.err.print("Exception in thread \"" + thread.getName() + "\" ");
            e.printStackTrace();
          }
        });
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
