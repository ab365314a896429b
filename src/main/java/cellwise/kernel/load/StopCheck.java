package cellwise.kernel.load;

import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.function.Predicate;

/**
 * Where the code of cells asks, at each method's start and before each jump back, whether it is to
 * end; see {@link CellCode}.
 *
 * <p>As long as nothing is to be stopped, all these places call a method that does nothing, which
 * the JVM compiles to nothing: a loop is as fast as without. A flag that is read each time makes
 * one over an array up to three times slower.
 */
public final class StopCheck {
  private static final MethodType TYPE = MethodType.methodType(void.class);
  private static final MethodHandle NOTHING = MethodHandles.empty(TYPE);
  private static final MutableCallSite PLACES = new MutableCallSite(NOTHING);

  private static final MethodHandle CHECK = check();

  private StopCheck() {}

  private static MethodHandle check() {
    try {
      return MethodHandles.lookup()
          .findStatic(StopCheck.class, "check", MethodType.methodType(void.class, Predicate.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Called by the JVM for each such place, before it is first passed. */
  public static CallSite link(Lookup caller, String name, MethodType type) {
    return PLACES;
  }

  /**
   * From now on the threads that pass a check are asked about, and end with a {@link ThreadDeath}
   * if so, which passes code that catches exceptions; null stops none.
   */
  static void stop(Predicate<Thread> threads) {
    PLACES.setTarget(threads == null ? NOTHING : CHECK.bindTo(threads));
    MutableCallSite.syncAll(new MutableCallSite[] {PLACES});
  }

  private static void check(Predicate<Thread> threads) {
    if (threads.test(Thread.currentThread())) {
      throw new ThreadDeath();
    }
  }
}
