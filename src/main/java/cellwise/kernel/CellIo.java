package cellwise.kernel;

import io.github.spencerpark.jupyter.channels.ShellReplyEnvironment;
import io.github.spencerpark.jupyter.kernel.JupyterIO;
import io.github.spencerpark.jupyter.messages.MessageContext;
import io.github.spencerpark.jupyter.messages.publish.PublishStream.StreamType;
import java.io.InputStream;
import java.io.PrintStream;

/**
 * What a running cell shows, prints and reads; outlives the cell, so that its threads can still
 * print.
 */
final class CellIo extends JupyterIO {
  private final CellOutput stdout;
  private final CellOutput stderr;

  /** Streams whose text goes to the given queue. */
  CellIo(PublishQueue queue) {
    stdout = new CellOutput(queue, StreamType.OUT);
    stderr = new CellOutput(queue, StreamType.ERR);
  }

  /** From now on everything belongs to this request, whose replies go through {@code env}. */
  void attach(ShellReplyEnvironment env, MessageContext request, boolean mayRead) {
    setEnv(env);
    setJupyterInEnabled(mayRead);
    stdout.attach(request);
    stderr.attach(request);
  }

  /** Takes the place of the JVM's standard streams, until the returned action undoes it. */
  Runnable replaceStandardStreams() {
    PrintStream out = System.out;
    PrintStream err = System.err;
    InputStream input = System.in;
    System.setOut(stdout.printStream());
    System.setErr(stderr.printStream());
    System.setIn(in);
    return () -> {
      System.setOut(out);
      System.setErr(err);
      System.setIn(input);
    };
  }
}
