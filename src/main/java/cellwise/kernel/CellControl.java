package cellwise.kernel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jshell.execution.LocalExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/**
 * Runs snippets in this JVM, each in its own thread, keeps the objects they return, and interrupts
 * them.
 *
 * <p>An interrupt first calls {@link Thread#interrupt()}, so that code that waits, or looks at the
 * flag between its steps, ends in its own way. A snippet still running after {@value #GRACE_MILLIS}
 * ms is stopped by the JDK's own means: {@code Thread.stop} on 17, checks compiled into every loop
 * of a cell on later versions. The first cannot stop code that catches {@code Throwable}, the
 * second cannot stop a long call into a library. What still runs after {@value #MOST_STOPS} stops
 * is left alone, and the cell ends without it.
 */
final class CellControl extends LocalExecutionControl implements ExecutionControlProvider {
  /** What an interrupted snippet has to end by itself, in milliseconds. */
  static final long GRACE_MILLIS = 1000;

  private static final int MOST_STOPS = 4;

  private final Map<String, Object> results = new HashMap<>();
  private Invocation running;
  private String unstoppable;
  private int depth;
  private boolean interrupted;
  private final CellClasses classes;

  CellControl() {
    this(new CellClasses());
  }

  private CellControl(CellClasses classes) {
    super(classes);
    this.classes = classes;
  }

  @Override
  public String name() {
    return "cellwise";
  }

  @Override
  public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
    return this;
  }

  /**
   * Loads the classes as new versions, by way of {@link #load}, where the JDK adds its checks for a
   * stop.
   */
  @Override
  public void redefine(ClassBytecodes[] newVersions)
      throws ClassInstallException, NotImplementedException, EngineTerminationException {
    classes.redefining(true);
    try {
      load(newVersions);
    } finally {
      classes.redefining(false);
    }
  }

  /** Forgets interrupts and results of the cell before. */
  synchronized void startCell() {
    interrupted = false;
    unstoppable = null;
    results.clear();
  }

  /** True once the cell was interrupted, whatever became of its snippet. */
  synchronized boolean isInterrupted() {
    return interrupted;
  }

  /** True if the cell was interrupted and a snippet of it still runs. */
  synchronized boolean isStopping() {
    return interrupted && running != null;
  }

  /** Where the interrupted cell still runs, since nothing stopped it; null if it has ended. */
  synchronized String unstoppable() {
    return unstoppable;
  }

  /**
   * The object that a snippet returned.
   *
   * @param key the value of the snippet's event, which {@link #invoke(Method)} made up
   */
  synchronized Object result(String key) {
    return results.get(key);
  }

  @Override
  protected String invoke(Method snippet) throws Exception {
    return keep(
        isRunning()
            ? snippet.invoke(null) // evaluated by a snippet: a part of its run
            : run(new Invocation(snippet.getDeclaringClass(), () -> snippet.invoke(null))));
  }

  /**
   * Computes a value as a part of the cell, so that an interrupt ends it too.
   *
   * @throws InvocationTargetException if {@code value} throws
   * @throws StoppedException if the cell is interrupted
   */
  <T> T compute(Callable<T> value) throws Exception {
    AtomicReference<T> computed = new AtomicReference<>();
    clientCodeEnter();
    try {
      run(
          new Invocation(
              value.getClass(),
              () -> {
                computed.set(value.call());
                return null;
              }));
      return computed.get();
    } finally {
      clientCodeLeave();
    }
  }

  private Object run(Invocation invocation) throws Exception {
    begin(invocation);
    invocation.handOver();
    try {
      super.invoke(Invocation.RUN);
      return invocation.result();
    } catch (InterruptedException e) {
      throw new StoppedException(); // given up, see Invocation.abandon
    } finally {
      invocation.finish();
      end();
    }
  }

  private synchronized boolean isRunning() throws StoppedException {
    if (interrupted) {
      throw new StoppedException();
    }
    return running != null;
  }

  private synchronized void begin(Invocation invocation) throws StoppedException {
    if (interrupted) {
      throw new StoppedException();
    }
    running = invocation;
  }

  private synchronized void end() {
    running = null;
    Thread.interrupted(); // if it was given up in its last moment
  }

  /** The JDK's control forgets that a snippet runs when one evaluated inside it ends. */
  @Override
  protected synchronized void clientCodeEnter() {
    depth++;
    super.clientCodeEnter();
  }

  @Override
  protected synchronized void clientCodeLeave() {
    depth--;
    if (depth == 0) {
      super.clientCodeLeave();
    }
  }

  private synchronized String keep(Object result) {
    String key = "result " + results.size();
    results.put(key, result);
    return key;
  }

  /** Ends the running snippet, if any, in the two steps that the class comment tells. */
  synchronized void interrupt() {
    interrupted = true;
    Invocation target = running;
    if (target == null) {
      return;
    }
    target.interrupt();
    later(() -> stop(target, MOST_STOPS));
  }

  /** Not in the common pool, whose threads the cell may keep busy. */
  private static void later(Runnable task) {
    CompletableFuture.delayedExecutor(GRACE_MILLIS, TimeUnit.MILLISECONDS, CellControl::start)
        .execute(task);
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "stop");
    thread.setDaemon(true);
    thread.start();
  }

  /** Stops the snippet, more than once where its code goes on after a stop, then gives up. */
  private synchronized void stop(Invocation target, int stops) {
    if (running != target) {
      return;
    }
    if (stops == 0) {
      unstoppable = target.place();
      target.abandon();
      return;
    }
    try {
      stop();
    } catch (EngineTerminationException | InternalException e) {
      throw new IllegalStateException("the running cell cannot be stopped: restart the kernel", e);
    } finally {
      later(() -> stop(target, stops - 1));
    }
  }
}
