package cellwise.kernel.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;

/**
 * Processes that cells start. What they inherit as standard output and error are the cells', not
 * the JVM's, which end in the terminal of whoever started Jupyter.
 */
public final class ChildProcess {
  private ChildProcess() {}

  /**
   * What cells call as {@link ProcessBuilder#start()}. The text of a stream that is inherited
   * arrives as it is printed, the last of it perhaps a moment after the process has ended.
   *
   * @throws IOException as there
   */
  public static Process start(ProcessBuilder builder) throws IOException {
    Redirect output = builder.redirectOutput();
    Redirect error = builder.redirectError();
    try {
      if (output == Redirect.INHERIT) {
        builder.redirectOutput(Redirect.PIPE);
      }
      if (error == Redirect.INHERIT) {
        builder.redirectError(Redirect.PIPE);
      }
      Process process = builder.start();
      if (output == Redirect.INHERIT) {
        pass(process.getInputStream(), System.out);
      }
      if (error == Redirect.INHERIT && !builder.redirectErrorStream()) {
        pass(process.getErrorStream(), System.err);
      }
      return process;
    } finally {
      builder.redirectOutput(output).redirectError(error);
    }
  }

  private static void pass(InputStream from, PrintStream to) {
    Thread thread =
        new Thread(
            () -> {
              try {
                from.transferTo(to);
                to.flush();
              } catch (IOException e) {
                to.flush(); // somebody has destroyed the process
              }
            },
            "output of a process");
    thread.setDaemon(true);
    thread.start();
  }
}
