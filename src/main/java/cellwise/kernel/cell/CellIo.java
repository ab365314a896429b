package cellwise.kernel.cell;

import cellwise.kernel.eval.OutputControl;
import cellwise.kernel.wire.PublishQueue;
import io.github.spencerpark.jupyter.channels.ShellReplyEnvironment;
import io.github.spencerpark.jupyter.kernel.JupyterIO;
import io.github.spencerpark.jupyter.messages.ContentType;
import io.github.spencerpark.jupyter.messages.Message;
import io.github.spencerpark.jupyter.messages.MessageContext;
import io.github.spencerpark.jupyter.messages.publish.PublishStream.StreamType;
import io.github.spencerpark.jupyter.messages.request.ExecuteRequest;
import java.io.InputStream;
import java.io.PrintStream;
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
  private final InheritableThreadLocal<Optional<MessageContext>> starter =
      new InheritableThreadLocal<>();

  private volatile Optional<MessageContext> latest = Optional.empty();

  /** Streams whose text goes to the given queue. */
  public CellIo(PublishQueue queue) {
    this.queue = queue;
    toStdout = output(StreamType.OUT);
    toStderr = output(StreamType.ERR);
    stdout = toStdout.printStream();
    stderr = toStderr.printStream();
  }

  private CellOutput output(StreamType stream) {
    return new CellOutput(
        queue::waitForRoom, text -> owner().ifPresent(it -> queue.write(it, stream, text)));
  }

  /**
   * From now on everything belongs to this request, in this thread and those that it will start.
   */
  public void attach(ShellReplyEnvironment env, MessageContext context, ExecuteRequest request) {
    queue.hurry(false);
    setEnv(env);
    setJupyterInEnabled(request.isStdinEnabled());
    stdin.attach(request.isStdinEnabled() ? () -> env.readFromStdIn("") : null);
    latest = request.isSilent() ? Optional.empty() : Optional.of(context);
    starter.set(latest);
  }

  /** What the other thread prints belongs to whom it would belong to here. */
  @Override
  public Runnable handOver() {
    Optional<MessageContext> owner = starter.get();
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
  public <T extends ContentType<T>> void publish(T content) {
    queue.waitForRoom();
    owner().ifPresent(it -> queue.sendMessage(new Message<>(it, content.getType(), content)));
  }

  private Optional<MessageContext> owner() {
    Optional<MessageContext> started = starter.get();
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
