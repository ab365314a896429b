package cellwise.kernel;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
 * second cannot stop a long call into a library.
 */
final class CellControl extends LocalExecutionControl implements ExecutionControlProvider {
  /** What an interrupted snippet has to end by itself, in milliseconds. */
  static final long GRACE_MILLIS = 1000;

  private final Map<String, Object> results = new HashMap<>();
  private Invocation running;
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
    results.clear();
  }

  /** True once the cell was interrupted, whatever became of its snippet. */
  synchronized boolean isInterrupted() {
    return interrupted;
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
    Invocation invocation = new Invocation(snippet);
    Invocation outer = begin(invocation);
    invocation.handOver();
    try {
      super.invoke(Invocation.RUN);
      return keep(invocation.result());
    } finally {
      invocation.finish();
      end(outer);
    }
  }

  private synchronized Invocation begin(Invocation invocation) throws StoppedException {
    if (interrupted) {
      throw new StoppedException();
    }
    Invocation outer = running;
    running = invocation;
    return outer;
  }

  private synchronized void end(Invocation outer) {
    running = outer;
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
    // Not in the common pool, whose threads the cell may keep busy.
    CompletableFuture.delayedExecutor(GRACE_MILLIS, TimeUnit.MILLISECONDS, CellControl::start)
        .execute(() -> stop(target));
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "stop");
    thread.setDaemon(true);
    thread.start();
  }

  private synchronized void stop(Invocation target) {
    if (running != target) {
      return;
    }
    try {
      stop();
    } catch (EngineTerminationException | InternalException e) {
      throw new IllegalStateException("the running cell cannot be stopped: restart the kernel", e);
    }
  }
}
