package cellwise.engine;

import ai.djl.engine.Engine;

/** The engine that computes. */
public final class StartedEngine {
  private StartedEngine() {}

  /**
   * Returns the engine, which the first call starts.
   *
   * @throws IllegalStateException if {@code OMP_NUM_THREADS} is nothing that it could read
   */
  public static Engine get() {
    UnpackedLibraries.besideTheEngine();
    ComputeThreads.require();
    return Engine.getInstance();
  }
}
