package cellwise.kernel;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.util.List;
import java.util.UUID;

/** The functions that every cell can call without an import of its own. */
public final class CellFunctions {
  private static volatile JavaKernel kernel;

  private CellFunctions() {}

  static void use(JavaKernel kernel) {
    CellFunctions.kernel = kernel;
  }

  /**
   * Shows a value below the cell, as soon as this is called.
   *
   * @param value the value, may be null
   * @param mimes the forms to show it in, such as {@code "text/html"}; none for its usual ones
   * @return the id by which {@link #updateDisplay} finds it
   */
  public static String display(Object value, String... mimes) {
    DisplayData data = render(value, mimes);
    if (!data.hasDisplayId()) {
      data.setDisplayId(UUID.randomUUID().toString());
    }
    getKernelInstance().display(data);
    return data.getDisplayId();
  }

  /**
   * Shows another value in the place of one shown before.
   *
   * @param id what {@link #display} returned
   * @param value the new value, may be null
   * @param mimes as in {@link #display}
   */
  public static void updateDisplay(String id, Object value, String... mimes) {
    DisplayData data = render(value, mimes);
    data.setDisplayId(id);
    getKernelInstance().updateDisplay(data);
  }

  /**
   * Turns a value into the forms in which a notebook can show it.
   *
   * @param value the value, may be null
   * @param mimes the forms wanted, none for the usual ones; {@code text/plain} is always added
   */
  public static DisplayData render(Object value, String... mimes) {
    return getKernelInstance().render(value, mimes);
  }

  /**
   * Removes what the cell has shown and printed so far.
   *
   * @param wait whether only once there is something new to show, so that nothing flickers
   */
  public static void clearOutput(boolean wait) {
    getKernelInstance().clearOutput(wait);
  }

  /** Prints as {@link String#format} formats. */
  public static void printf(String format, Object... arguments) {
    System.out.printf(format, arguments);
  }

  /**
   * Runs source as if it stood in the cell, and returns the value of its last expression.
   *
   * @throws Exception if the source does not compile or throws; its message says why
   */
  public static Object eval(String source) throws Exception {
    return getKernelInstance().evalRaw(source);
  }

  /**
   * Calls a line magic, as {@code %name a b} does. It throws what the magic throws.
   *
   * @param <T> what the caller takes the result for
   */
  public static <T> T lineMagic(String name, List<String> arguments) {
    try {
      return getKernelInstance().getMagics().applyLineMagic(name, arguments);
    } catch (Exception e) {
      throw CellFunctions.<RuntimeException>unchecked(e);
    }
  }

  /**
   * Calls a cell magic, as {@code %%name a b} above a cell does. It throws what the magic throws.
   *
   * @param <T> what the caller takes the result for
   */
  public static <T> T cellMagic(String name, List<String> arguments, String body) {
    try {
      return getKernelInstance().getMagics().applyCellMagic(name, arguments, body);
    } catch (Exception e) {
      throw CellFunctions.<RuntimeException>unchecked(e);
    }
  }

  /** Lets methods of cells hold magics without declaring exceptions. */
  @SuppressWarnings("unchecked")
  private static <E extends Exception> RuntimeException unchecked(Exception e) throws E {
    throw (E) e;
  }

  /**
   * The kernel that runs this cell, with its renderer.
   *
   * @throws IllegalStateException outside of a kernel
   */
  public static JavaKernel getKernelInstance() {
    JavaKernel running = kernel;
    if (running == null) {
      throw new IllegalStateException("no kernel runs in this JVM: call this from a notebook cell");
    }
    return running;
  }
}
