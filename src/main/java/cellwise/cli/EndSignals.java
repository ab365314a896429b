package cellwise.cli;

import java.lang.reflect.Proxy;
import java.util.Map;

/**
 * Ctrl-C, SIGTERM and SIGHUP, each time they come: a shutdown hook, which {@link Interruption} has,
 * sees the first one only.
 *
 * <p>By reflection, since the compiler warns of any use of {@code sun.misc}, which has the only way
 * to handle a signal.
 */
final class EndSignals {
  private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

  private volatile int first;

  /** Runs the action at each of them from now on. */
  static EndSignals handledBy(Runnable action) {
    EndSignals signals = new EndSignals();
    for (String name : NUMBERS.keySet()) {
      signals.handle(name, action);
    }
    return signals;
  }

  /** Returns the number of the first that came, 0 if none did. */
  int first() {
    return first;
  }

  private void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object onSignal =
          Proxy.newProxyInstance(
              EndSignals.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                if (first == 0) {
                  first = NUMBERS.get(name);
                }
                action.run();
                return null;
              });
      Object named = signal.getConstructor(String.class).newInstance(name);
      signal.getMethod("handle", signal, handler).invoke(null, named, onSignal);
    } catch (ReflectiveOperationException e) {
      // A JVM that keeps the signal to itself ends by it, and the nodes see the end of their input.
      return;
    }
  }
}
