package cellwise.kernel.eval;

import static java.util.stream.Collectors.toSet;

import cellwise.kernel.load.CellClasses;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import jdk.jshell.execution.DirectExecutionControl;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;
import jdk.jshell.spi.SPIResolutionException;

/**
 * Runs snippets in this JVM, all in one {@link CellThread}, and keeps the objects they return.
 * {@link CellInterrupt} makes them end. The JDK's own local control has a thread for each snippet,
 * and its stop ends the code of earlier ones too.
 */
final class CellControl extends DirectExecutionControl implements ExecutionControlProvider {
  private final Map<String, Object> results = new HashMap<>();
  private final CellClasses classes;
  private final CellInterrupt interrupt;
  private final CellRunner runner;
  private Set<String> uninstalled = Set.of();
  private volatile Throwable failure;

  /** A control whose thread begins when there is something to run. */
  CellControl(CellClasses classes, OutputControl output) {
    super(classes);
    this.classes = classes;
    interrupt = new CellInterrupt(classes, output);
    runner = new CellRunner(classes.loader(), interrupt, output);
  }

  @Override
  public String name() {
    return "cellwise";
  }

  @Override
  public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters) {
    return this;
  }

  @Override
  public void load(ClassBytecodes[] compiled)
      throws ClassInstallException, NotImplementedException, EngineTerminationException {
    Set<String> names =
        Stream.of(compiled).map(each -> CellClasses.unversioned(each.name())).collect(toSet());
    try {
      super.load(compiled);
      if (names.containsAll(uninstalled)) {
        failure = null; // JShell tries again together with classes that need these
      }
    } catch (ClassInstallException e) {
      uninstalled = names;
      failure = Objects.requireNonNullElse(e.getCause(), e);
      throw e;
    }
  }

  /** Loads the classes as new versions. */
  @Override
  public void redefine(ClassBytecodes[] newVersions) throws ClassInstallException {
    classes.redefine(newVersions);
  }

  /** Forgets the interrupt, the results and the classes of the cell before. */
  synchronized void startCell() {
    interrupt.startCell();
    classes.startCell();
    results.clear();
    failure = null;
  }

  /** What makes the running snippet end. */
  CellInterrupt interruption() {
    return interrupt;
  }

  /** What runs next is a statement at this place, as messages name it. */
  void startStatement(String place) {
    classes.startStatement(place);
  }

  /**
   * The object that a snippet returned.
   *
   * @param key the value of the snippet's event, which {@link #invoke(Method)} made up
   */
  synchronized Object result(String key) {
    return results.get(key);
  }

  /** The object that the snippet last run returned, null if it was nothing. */
  synchronized Object lastResult() {
    return results.get("result " + (results.size() - 1));
  }

  /** Says of a variable's value only whether there is one: its text would run code of cells. */
  @Override
  public String varValue(String type, String name)
      throws RunException, EngineTerminationException, InternalException {
    try {
      Field variable = findClass(type).getDeclaredField(name);
      variable.setAccessible(true); // JShell's class around it may not be public
      Object value = variable.get(null);
      Object none = Array.get(Array.newInstance(variable.getType(), 1), 0);
      return Objects.equals(value, none) ? String.valueOf(none) : "";
    } catch (ReflectiveOperationException e) {
      throw new InternalException(type + "." + name + ": " + e);
    }
  }

  /** Why a snippet was not run, of which JShell says nothing; null if it was. Said once. */
  Throwable takeFailure() {
    Throwable taken = failure;
    failure = null;
    return taken;
  }

  @Override
  public String invoke(String type, String method)
      throws RunException, InternalException, EngineTerminationException {
    try {
      return super.invoke(type, method);
    } catch (InternalException e) {
      failure = Objects.requireNonNullElse(failure, e);
      throw e;
    }
  }

  @Override
  protected String throwConvertedOtherException(Throwable e)
      throws RunException, InternalException {
    failure = e;
    return super.throwConvertedOtherException(e);
  }

  @Override
  protected String invoke(Method snippet) throws Exception {
    return keep(
        interrupt.isRunning()
            ? invokeHere(snippet) // evaluated by a snippet: a part of its run
            : runner.run(() -> invokeHere(snippet)));
  }

  private Object invokeHere(Method snippet) throws Exception {
    try {
      return snippet.invoke(null);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof ThreadDeath && interrupt.isInterrupted()) {
        throw new StoppedException();
      }
      throw told(e.getCause(), Collections.newSetFromMap(new IdentityHashMap<>()));
    }
  }

  /**
   * What JShell is told of a throwable: here, since its message may be computed by the cell, and
   * once, since it may be its own cause.
   */
  private static RunException told(Throwable thrown, Set<Throwable> seen) {
    if (thrown instanceof SPIResolutionException missing) {
      return new ResolutionException(missing.id(), missing.getStackTrace());
    }
    UserException told =
        new UserException(
            CellFailure.safeMessage(thrown), thrown.getClass().getName(), thrown.getStackTrace());
    Throwable cause = thrown.getCause();
    seen.add(thrown);
    if (cause != null && !seen.contains(cause)) {
      told.initCause(told(cause, seen));
    }
    return told;
  }

  /**
   * Computes a value as a part of the cell, so that an interrupt ends it too.
   *
   * @throws InvocationTargetException if {@code value} throws
   * @throws StoppedException if the cell is interrupted
   */
  @SuppressWarnings("unchecked")
  <T> T compute(Callable<T> value) throws Exception {
    return (T) runner.run(value);
  }

  private synchronized String keep(Object result) {
    String key = "result " + results.size();
    results.put(key, result);
    return key;
  }

  @Override
  public void close() {
    interrupt.close();
    runner.close();
  }
}
