package cellwise.kernel;

import java.lang.reflect.Proxy;

/**
 * The signal that Ctrl-C sends: it interrupts the running cell instead of ending the JVM.
 *
 * <p>By reflection, since the compiler warns of any use of {@code sun.misc}, which has the only way
 * to handle a signal.
 */
final class InterruptSignal {
  private InterruptSignal() {}

  /**
   * Runs the action at each signal from now on; does nothing on a JVM that cannot handle the
   * signal.
   */
  static void handle(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object onSignal =
          Proxy.newProxyInstance(
              InterruptSignal.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                action.run();
                return null;
              });
      Object interrupt = signal.getConstructor(String.class).newInstance("INT");
      signal.getMethod("handle", signal, handler).invoke(null, interrupt, onSignal);
    } catch (ReflectiveOperationException e) {
      // The JVM keeps the signal to itself; clients interrupt by message anyway.
      return;
    }
  }
}
