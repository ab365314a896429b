package cellwise.kernel;

import cellwise.kernel.files.TextFile;
import cellwise.kernel.load.CellClasses;
import cellwise.kernel.wire.ConnectionInfo;
import cellwise.kernel.wire.KernelConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The life of a kernel in this JVM, from a client's connection file to its request to end. */
public final class KernelServer {
  private KernelServer() {}

  /**
   * Serves the client that wrote a connection file, until that asks for shutdown or, started by
   * Jupyter, ends. The standard streams belong to the cells meanwhile. Cells may leave threads
   * behind, so the caller should then end the JVM.
   *
   * @param connectionFile the JSON file that Jupyter passes as {@code {connection_file}}
   * @throws IOException if the file cannot be read, is no connection file, or asks for what this
   *     JVM lacks
   */
  public static void serve(Path connectionFile) throws IOException {
    serve(open(connectionFile));
  }

  /**
   * Serves a client of its own for what a notebook's first minutes do, so that this JVM has loaded
   * what that takes. Ends a JVM of its own as {@link #serve} does.
   *
   * @throws IOException if the kernel does not answer as one that works
   */
  public static void rehearse() throws IOException {
    Rehearsal.run();
  }

  static void serve(KernelConnection connection) {
    CellClasses.shareWithPool();
    JavaKernel kernel = new JavaKernel(connection);
    CellFunctions.use(kernel);
    InterruptSignal.handle(kernel::interrupt);
    Runnable restoreStreams = kernel.replaceStandardStreams();
    // Once, so that a cell can set its own.
    Thread.setDefaultUncaughtExceptionHandler(KernelServer::tell);
    try {
      connection.start();
      parent(System.getenv(), System.getProperty("os.name"))
          .ifPresent(client -> client.onExit().thenRun(connection::shutDown));
      // Only now, so that the client has its first answers while JShell starts.
      kernel.start();
      connection.waitUntilClose();
      kernel.interrupt();
      kernel.close();
    } finally {
      connection.close();
      restoreStreams.run();
      Thread.setDefaultUncaughtExceptionHandler(null);
    }
  }

  /** As the JVM does, which since 20 tells also that a thread was stopped. */
  private static void tell(Thread thread, Throwable e) {
    if (!(e instanceof ThreadDeath)) {
      System.err.print("Exception in thread \"" + thread.getName() + "\" ");
      e.printStackTrace();
    }
  }

  /**
   * The process that started the kernel and would never ask for shutdown if it died, if Jupyter
   * says which: on Windows it passes a handle, whose number may be that of any process.
   *
   * @param environment the environment variables of the kernel
   * @param system the system's name, as {@code os.name} has it
   */
  static Optional<ProcessHandle> parent(Map<String, String> environment, String system) {
    String pid = environment.getOrDefault("JPY_PARENT_PID", "");
    return !system.startsWith("Windows") && pid.matches("[1-9]\\d{0,17}")
        ? ProcessHandle.of(Long.parseLong(pid))
        : Optional.empty();
  }

  private static KernelConnection open(Path file) throws IOException {
    try {
      return new KernelConnection(ConnectionInfo.parse(TextFile.read(file)));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " " + e.getMessage() + ": let Jupyter write it", e);
    }
  }
}
