package cellwise.engine;

import com.sun.jna.Function;
import com.sun.jna.Platform;

/**
 * How many threads the engine computes with. OpenMP reads {@code OMP_NUM_THREADS} as a number for
 * each level of nested threads; MXNet reads one number, and aborts the process at anything else.
 */
public final class ComputeThreads {
  private static final String NAME = "OMP_NUM_THREADS";
  private static final String NUMBER = "0*[1-9][0-9]{0,3}";

  private ComputeThreads() {}

  /**
   * Sees that the engine can read the variable: of a list it is given the first number. Where it
   * could not, the variable is taken away from it, so that it starts nevertheless if somebody asks.
   *
   * @throws IllegalStateException if it is neither a positive number nor a list of such
   */
  public static void require() {
    String told = told();
    if (told == null || told.isBlank() || told.strip().matches(NUMBER)) {
      return;
    }
    String first = first(told);
    boolean isList = told.matches("\\s*%s\\s*(,\\s*%s\\s*)*".formatted(NUMBER, NUMBER));
    if (isList && !Platform.isWindows()) {
      call("setenv", NAME, first, 1);
      return;
    }
    if (!Platform.isWindows()) {
      call("unsetenv", NAME);
    }
    throw new IllegalStateException(
        "%s is %s, must be how many threads compute, a positive number such as 2: set it before Java starts, or unset it"
            .formatted(NAME, told));
  }

  /** Returns the value of {@code OMP_NUM_THREADS}; null if there is none. */
  public static String told() {
    return Environment.told(NAME);
  }

  /** Returns as many as the engine's. */
  public static int count() {
    return count(told());
  }

  /** MXNet takes half of the processors if it is told no positive number. */
  static int count(String told) {
    String first = told == null ? "" : first(told);
    return first.matches(NUMBER)
        ? Integer.parseInt(first)
        : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  private static String first(String told) {
    return told.split(",", 2)[0].strip();
  }

  private static void call(String name, Object... arguments) {
    UnpackedLibraries.besideTheEngine();
    Function.getFunction(Platform.C_LIBRARY_NAME, name).invokeInt(arguments);
  }
}
