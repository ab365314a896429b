package cellwise.bench;

/** One way to train the tutorial's network, in a process of its own. */
interface Peer extends AutoCloseable {
  /** Makes one training step, and comes back when its loss is known. */
  void step();

  /** Makes steps, and returns how many milliseconds each took. */
  default double[] steps(int count) {
    double[] times = new double[count];
    for (int i = 0; i < count; i++) {
      long started = System.nanoTime();
      step();
      times[i] = (System.nanoTime() - started) / 1e6;
    }
    return times;
  }

  @Override
  void close();

  /**
   * Opens a peer by its name.
   *
   * @param name as {@link Bench} lists them
   * @param batch pictures a step
   * @param threads compute threads, for peers that do not go by the environment
   */
  static Peer open(String name, int batch, int threads) {
    return switch (name) {
      case "cellwise" -> new StepsPeer(batch);
      case "pytorch" -> new PytorchPeer(batch);
      case "tensorflow" -> new TensorFlowPeer(batch, threads);
      case "trainer" -> new TrainerPeer(batch);
      case "matrix" -> new MatrixPeer(threads);
      default -> throw new IllegalArgumentException("peer is " + name + ", which is unknown");
    };
  }
}
