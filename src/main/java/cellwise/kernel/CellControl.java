package cellwise.kernel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jshell.execution.LocalExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/**
 * Runs snippets in this JVM, each in its own thread, and keeps the objects they return. {@link
 * CellInterrupt} makes them end.
 */
final class CellControl extends LocalExecutionControl implements ExecutionControlProvider {
  private final Map<String, Object> results = new HashMap<>();
  private final CellInterrupt interrupt = new CellInterrupt(this);
  private final CellClasses classes;
  private int depth;

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

  /** Forgets the interrupt and the results of the cell before. */
  synchronized void startCell() {
    interrupt.startCell();
    results.clear();
  }

  /** What makes the running snippet end. */
  CellInterrupt interruption() {
    return interrupt;
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
        interrupt.isRunning()
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
    interrupt.begin(invocation);
    invocation.handOver();
    try {
      super.invoke(Invocation.RUN);
      return invocation.result();
    } catch (InterruptedException e) {
      throw new StoppedException(); // given up, see Invocation.abandon
    } finally {
      invocation.finish();
      interrupt.end();
    }
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
}
