package cellwise.kernel;

import cellwise.kernel.cell.CellIo;
import cellwise.kernel.cell.ExecuteHandler;
import cellwise.kernel.cell.History;
import cellwise.kernel.eval.Cell;
import cellwise.kernel.eval.CellErrors;
import cellwise.kernel.eval.CellEvaluator;
import cellwise.kernel.eval.CellFailure;
import cellwise.kernel.eval.CodeHints;
import cellwise.kernel.eval.IjavaVariables;
import cellwise.kernel.magic.CellMagics;
import cellwise.kernel.magic.ClassPathMagics;
import cellwise.kernel.magic.LoadMagic;
import cellwise.kernel.magic.MagicSyntax;
import cellwise.kernel.magic.maven.MavenMagics;
import cellwise.kernel.magic.maven.MavenResolver;
import cellwise.kernel.show.ValueRenderers;
import cellwise.kernel.wire.KernelConnection;
import cellwise.kernel.wire.KernelInfo;
import io.github.spencerpark.jupyter.channels.ShellReplyEnvironment;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.JupyterIO;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.ReplacementOptions;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.messages.MessageContext;
import io.github.spencerpark.jupyter.messages.MessageType;
import io.github.spencerpark.jupyter.messages.publish.PublishClearOutput;
import io.github.spencerpark.jupyter.messages.publish.PublishDisplayData;
import io.github.spencerpark.jupyter.messages.publish.PublishUpdateDisplayData;
import io.github.spencerpark.jupyter.messages.request.ExecuteRequest;
import java.io.File;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/**
 * The kernel: JShell in this JVM behind a Jupyter connection. Cells reach it by {@link
 * CellFunctions#getKernelInstance()}.
 */
public final class JavaKernel extends BaseKernel {
  private final KernelConnection connection;
  private final CellIo io;
  private final CellMagics magics = new CellMagics();
  private final MagicSyntax syntax = new MagicSyntax(name -> magics.lineNames().contains(name));
  private final MavenResolver mavenResolver = new MavenResolver();

  /** Since the request was taken; its cell may not have begun, nor JShell. */
  private volatile boolean isInterrupted;

  private final FutureTask<CellEvaluator> evaluator = new FutureTask<>(this::createEvaluator);

  JavaKernel(KernelConnection connection) {
    this.connection = connection;
    io = new CellIo(connection.getIOPub());
    renderer = ValueRenderers.create();
    ClassPathMagics.register(magics, paths -> evaluator().addToClassPath(paths));
    MavenMagics.register(magics, mavenResolver, paths -> evaluator().addToClassPath(paths));
    LoadMagic.register(magics, (name, source) -> evaluator().evalInside(name, source));
    becomeHandlerForConnection(connection);
    History history = new History();
    connection.setHandler(
        MessageType.EXECUTE_REQUEST, new ExecuteHandler(this, connection, history));
    connection.setHandler(MessageType.HISTORY_REQUEST, history);
    connection.setHandler(
        MessageType.KERNEL_INFO_REQUEST,
        (env, request) -> {
          env.setBusyDeferIdle();
          env.reply(new KernelInfo());
        });
  }

  private CellEvaluator createEvaluator() {
    return new CellEvaluator(
        IjavaVariables.of(System.getenv()), syntax::rewrite, () -> isInterrupted, io);
  }

  /** Gives the standard streams to the cells; what is returned gives them back. */
  Runnable replaceStandardStreams() {
    return io.replaceStandardStreams();
  }

  /** Starts JShell, which the first cell waits for. */
  void start() {
    evaluator.run();
  }

  /** Ends JShell. */
  void close() {
    evaluator().close();
  }

  /** Runs a cell of the client and renders its value, null if there is nothing to show. */
  public DisplayData execute(Cell cell) throws CellFailure {
    try {
      Object value = evaluator().eval(cell);
      return value == null || CellFunctions.isLastId(value)
          ? null
          : evaluator().compute(() -> render(value));
    } catch (RuntimeException | Error e) {
      throw CellErrors.ofKernel(e);
    }
  }

  /** Computes and renders an expression after a cell, which its interrupt ends too. */
  public DisplayData express(String source) throws CellFailure {
    Object value = evaluator().evalInside(source);
    return evaluator().compute(() -> render(value));
  }

  /** What is known of a name. */
  public DisplayData document(String name) throws CellFailure {
    DisplayData found = inspect(name, name.length(), true);
    if (found == null) {
      throw CellErrors.ofKernel(new IllegalArgumentException("nothing is known of " + name));
    }
    return found;
  }

  /** Renders a value as {@link CellFunctions#render} does. */
  DisplayData render(Object value, String... mimes) {
    if (value == null) {
      return new DisplayData("null");
    }
    if (value instanceof DisplayData rendered) {
      return ValueRenderers.withJson(rendered);
    }
    return ValueRenderers.withJson(
        mimes.length == 0 ? renderer.render(value) : renderer.renderAs(value, mimes));
  }

  /**
   * Runs source inside the cell that is running.
   *
   * @return the value of its last expression, null if it has none
   * @throws Exception if it does not compile, throws or is interrupted
   */
  public Object evalRaw(String source) throws Exception {
    return evaluator().evalInside(source);
  }

  /** The magics, open to more. */
  public CellMagics getMagics() {
    return magics;
  }

  /** What {@code %maven} resolves with. */
  public MavenResolver getMavenResolver() {
    return mavenResolver;
  }

  /** Lets cells use a directory or jar, or a path list of the platform, before the JVM's own. */
  public void addToClasspath(String paths) {
    evaluator().addToClassPath(Stream.of(paths.split(File.pathSeparator)).map(Path::of).toList());
  }

  @Override
  public DisplayData eval(String source) throws Exception {
    Object value = evalRaw(source);
    return value == null ? null : render(value);
  }

  @Override
  public void display(DisplayData data) {
    io.publish(new PublishDisplayData(data));
  }

  /** Shows data in the place of what has the same id. */
  void updateDisplay(DisplayData data) {
    io.publish(new PublishUpdateDisplayData(data));
  }

  /**
   * Removes what the running cell has shown and printed.
   *
   * @param wait whether only once there is something new to show, so that nothing flickers
   */
  public void clearOutput(boolean wait) {
    io.publish(wait ? PublishClearOutput.BEFORE_NEXT_OUTPUT : PublishClearOutput.NOW);
  }

  @Override
  public JupyterIO getIO() {
    return io;
  }

  /** Makes everything shown, printed and read belong to a request. */
  public void attach(ShellReplyEnvironment env, MessageContext context, ExecuteRequest request) {
    io.attach(env, context, request);
  }

  @Override
  public LanguageInfo getLanguageInfo() {
    return KernelInfo.LANGUAGE;
  }

  @Override
  public ReplacementOptions complete(String code, int at) {
    return hints().complete(code, at);
  }

  @Override
  public DisplayData inspect(String code, int at, boolean extraDetail) {
    return hints().inspect(code, at);
  }

  @Override
  public String isComplete(String code) {
    try {
      return hints().completeness(syntax.rewrite(code));
    } catch (RuntimeException | Error e) {
      return BaseKernel.IS_COMPLETE_MAYBE; // a client waits for the reply, whatever happens
    }
  }

  /** What was interrupted before is not the request that is taken now. */
  public void forgetInterrupt() {
    isInterrupted = false;
  }

  /** Ends the running cell with an error, or the one that is about to begin, if there is one. */
  @Override
  public void interrupt() {
    isInterrupted = true;
    if (evaluator.isDone()) {
      evaluator().interrupt();
    }
  }

  private CodeHints hints() {
    return new CodeHints(evaluator().analysis(), syntax, magics);
  }

  private CellEvaluator evaluator() {
    try {
      return evaluator.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while JShell starts: run the cell again", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("JShell does not start: " + e.getCause(), e.getCause());
    }
  }
}
