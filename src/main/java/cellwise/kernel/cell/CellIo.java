package cellwise.kernel.cell;

import cellwise.kernel.eval.OutputControl;
import cellwise.kernel.wire.PublishQueue;
import cellwise.kernel.wire.Request;
import com.google.gson.JsonObject;
import io.github.spencerpark.jupyter.kernel.JupyterIO;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;

/**
 * What cells show, print and read. What a thread prints belongs to the cell that started it, also
 * when that has ended; what any other thread prints, to the cell that runs or ran last.
 */
public final class CellIo extends JupyterIO implements OutputControl {
  private final PublishQueue queue;
  private final CellOutput toStdout;
  private final CellOutput toStderr;
  private final PrintStream stdout;
  private final PrintStream stderr;
  private final CellInput stdin = new CellInput();

  /**
   * The requests by which threads were started; empty for a silent one, whose output is dropped.
   */
  private final InheritableThreadLocal<Optional<Request>> starter = new InheritableThreadLocal<>();

  private volatile Optional<Request> latest = Optional.empty();

  /** Streams whose text goes to the given queue. */
  public CellIo(PublishQueue queue) {
    super(StandardCharsets.UTF_8);
    this.queue = queue;
    toStdout = output("stdout");
    toStderr = output("stderr");
    stdout = toStdout.printStream();
    stderr = toStderr.printStream();
  }

  private CellOutput output(String stream) {
    return new CellOutput(
        queue::waitForRoom, text -> owner().ifPresent(it -> queue.write(it, stream, text)));
  }

  /**
   * From now on everything belongs to this request, in this thread and those that it will start.
   *
   * @param isSilent whether all that is shown and printed is dropped
   * @param hasInput whether the user can be asked for lines
   */
  void attach(Request request, boolean isSilent, boolean hasInput) {
    queue.hurry(false);
    setEnv(new BaseEnvironment(request, this));
    setJupyterInEnabled(hasInput);
    stdin.attach(hasInput ? () -> request.ask("", false) : null);
    latest = isSilent ? Optional.empty() : Optional.of(request);
    starter.set(latest);
  }

  /** Runs an action, of which everything belongs to this request. */
  void during(Request request, Runnable action) {
    Optional<Request> before = starter.get();
    starter.set(Optional.of(request));
    try {
      action.run();
    } finally {
      starter.set(before);
    }
  }

  /** What the other thread prints belongs to whom it would belong to here. */
  @Override
  public Runnable handOver() {
    Optional<Request> owner = starter.get();
    return () -> starter.set(owner);
  }

  @Override
  public void whileAtRest(Runnable action) {
    synchronized (toStdout) {
      synchronized (toStderr) {
        queue.whileAtRest(action);
      }
    }
  }

  @Override
  public void settle() {
    stdout.print(""); // even an empty text empties the buffers of a PrintStream
    stderr.print("");
  }

  @Override
  public void hurry() {
    queue.hurry(true);
  }

  /** Publishes a message under the request that the thread belongs to. */
  public void publish(String type, Object content) {
    publish(type, content, new JsonObject(), List.of());
  }

  /** As above, with more beside the content. */
  void publish(String type, Object content, JsonObject metadata, List<byte[]> buffers) {
    queue.waitForRoom();
    owner().ifPresent(it -> queue.send(it, type, content, metadata, buffers));
  }

  private Optional<Request> owner() {
    Optional<Request> started = starter.get();
    return started == null || isShared(Thread.currentThread()) ? latest : started;
  }

  /** Threads of the common pool work for all cells, whichever started them. */
  private static boolean isShared(Thread thread) {
    return thread instanceof ForkJoinWorkerThread worker
        && worker.getPool() == ForkJoinPool.commonPool();
  }

  /** Takes the place of the JVM's standard streams, until the returned action undoes it. */
  public Runnable replaceStandardStreams() {
    PrintStream out = System.out;
    PrintStream err = System.err;
    InputStream input = System.in;
    System.setOut(stdout);
    System.setErr(stderr);
    System.setIn(stdin);
    return () -> {
      System.setOut(out);
      System.setErr(err);
      System.setIn(input);
    };
  }
}
