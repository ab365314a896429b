package cellwise.kernel;

import cellwise.kernel.cell.CellIo;
import cellwise.kernel.cell.Comms;
import cellwise.kernel.cell.EditorRequests;
import cellwise.kernel.cell.ExecuteHandler;
import cellwise.kernel.cell.History;
import cellwise.kernel.eval.CellEvaluator;
import cellwise.kernel.magic.CellMagics;
import cellwise.kernel.magic.ClassPathMagics;
import cellwise.kernel.magic.LoadMagic;
import cellwise.kernel.magic.MagicSyntax;
import cellwise.kernel.magic.maven.MavenMagics;
import cellwise.kernel.magic.maven.MavenResolver;
import cellwise.kernel.show.ValueRenderers;
import cellwise.kernel.wire.KernelConnection;
import cellwise.kernel.wire.KernelInfo;
import io.github.spencerpark.jupyter.kernel.BaseKernel;
import io.github.spencerpark.jupyter.kernel.JupyterIO;
import io.github.spencerpark.jupyter.kernel.LanguageInfo;
import io.github.spencerpark.jupyter.kernel.comm.CommManager;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The kernel: JShell in this JVM behind a Jupyter connection. Cells reach it by {@link
 * CellFunctions#getKernelInstance()}.
 */
public final class JavaKernel extends BaseKernel {
  private final CellIo io;
  private final CellMagics magics = new CellMagics();
  private final MavenResolver mavenResolver = new MavenResolver();
  private final CellEvaluator evaluator;
  private final ExecuteHandler cells;
  private final Comms comms;

  JavaKernel(KernelConnection connection) {
    super(StandardCharsets.UTF_8);
    renderer = ValueRenderers.create();
    io = new CellIo(connection.publishing());
    comms = new Comms(commManager, io, connection);
    MagicSyntax syntax =
        new MagicSyntax(
            MagicCalls.LINE, MagicCalls.CELL, name -> magics.lineNames().contains(name));
    evaluator =
        new CellEvaluator(
            System.getenv(), List.of(CellFunctions.class, MagicCalls.class), syntax::rewrite, io);
    ClassPathMagics.register(magics, evaluator::addToClassPath);
    MavenMagics.register(magics, mavenResolver, evaluator::addToClassPath);
    LoadMagic.register(magics, evaluator::evalInside);
    EditorRequests hints = new EditorRequests(evaluator, syntax, magics);
    History history = new History();
    cells = new ExecuteHandler(evaluator, renderer, hints, io, history);
    connection.handle("execute_request", cells);
    connection.handle("history_request", history);
    hints.handle(connection);
    connection.handle(
        "interrupt_request",
        request -> {
          interrupt();
          return null;
        });
  }

  /** Gives the standard streams to the cells; what is returned gives them back. */
  Runnable replaceStandardStreams() {
    return io.replaceStandardStreams();
  }

  /** Starts JShell, which the first cell waits for. */
  void start() {
    evaluator.start();
  }

  /** Ends JShell. */
  void close() {
    evaluator.close();
  }

  /** Renders a value as {@link CellFunctions#render} does. */
  DisplayData render(Object value, String... mimes) {
    return ValueRenderers.render(renderer, value, mimes);
  }

  /**
   * Runs source inside the cell that is running.
   *
   * @return the value of its last expression, null if it has none
   * @throws Exception if it does not compile, throws or is interrupted
   */
  public Object evalRaw(String source) throws Exception {
    return evaluator.evalInside(source);
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
    evaluator.addToClassPath(Stream.of(paths.split(File.pathSeparator)).map(Path::of).toList());
  }

  @Override
  public DisplayData eval(String source) throws Exception {
    Object value = evalRaw(source);
    return value == null ? null : render(value);
  }

  @Override
  public void display(DisplayData data) {
    io.publish("display_data", data);
    cells.returned(data.getDisplayId());
  }

  /** Shows data in the place of what has the same id. */
  void updateDisplay(DisplayData data) {
    io.publish("update_display_data", data);
  }

  /**
   * Removes what the running cell has shown and printed.
   *
   * @param wait whether only once there is something new to show, so that nothing flickers
   */
  public void clearOutput(boolean wait) {
    io.publish("clear_output", Map.of("wait", wait));
  }

  @Override
  public JupyterIO getIO() {
    return io;
  }

  @Override
  public LanguageInfo getLanguageInfo() {
    return KernelInfo.LANGUAGE;
  }

  @Override
  public CommManager getCommManager() {
    return comms.manager();
  }

  /** Ends the running cell with an error, or the one that is about to begin, if there is one. */
  @Override
  public void interrupt() {
    evaluator.interrupt();
  }
}
