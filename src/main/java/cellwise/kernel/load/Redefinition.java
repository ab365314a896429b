package cellwise.kernel.load;

import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;

/**
 * Gives a loaded class new method bodies, so that what a cell declares anew replaces the old
 * without taking the values of variables along. The jar's manifest names this class as its launcher
 * agent; without the jar there is no redefinition, and JShell then resets the variables that depend
 * on a method declared anew.
 */
public final class Redefinition {
  private static volatile Instrumentation instrumentation;

  private Redefinition() {}

  /** Called by the JVM before the main class. */
  public static void agentmain(String arguments, Instrumentation instrumentation) {
    Redefinition.instrumentation = instrumentation;
  }

  /** Replaces the methods of classes; false if the JVM cannot, as with a field more or less. */
  static boolean redefine(ClassDefinition... classes) {
    if (instrumentation == null) {
      return false;
    }
    try {
      instrumentation.redefineClasses(classes);
      return true;
    } catch (ClassNotFoundException
        | UnmodifiableClassException
        | UnsupportedOperationException
        | LinkageError e) {
      return false;
    }
  }
}
