package cellwise.kernel.load;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;

/**
 * Threads of the common pool that find, by their context class loader, what cells have added, as
 * the cells' own threads do. The JDK makes this by its name, see {@link #install}.
 */
public final class PoolThreads implements ForkJoinPool.ForkJoinWorkerThreadFactory {
  private static final String PROPERTY = "java.util.concurrent.ForkJoinPool.common.threadFactory";

  private static volatile ClassLoader loader = ClassLoader.getSystemClassLoader();

  /** Has the common pool, which must not have been used yet, made of such threads. */
  static void install() {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(PROPERTY, PoolThreads.class.getName());
    }
  }

  /** The threads made from now on have this context class loader. */
  static void use(ClassLoader loader) {
    PoolThreads.loader = loader;
  }

  @Override
  public ForkJoinWorkerThread newThread(ForkJoinPool pool) {
    return new Worker(pool);
  }

  /** The JDK's own one takes back its context class loader after a task. */
  private static final class Worker extends ForkJoinWorkerThread {
    Worker(ForkJoinPool pool) {
      super(pool);
      setContextClassLoader(loader);
    }
  }
}
