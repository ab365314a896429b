package cellwise.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Standard output, which says when it cannot take what is printed, and remembers that. A pipe whose
 * reader has gone, as {@code head} does, has not failed: nobody wants to read any longer.
 */
final class StandardOutput extends OutputStream {
  private static final int FILE_TYPE = 0170000;
  private static final Set<Integer> READ_BY_OTHERS = Set.of(0010000, 0140000); // pipe, socket

  private final OutputStream out = new FileOutputStream(FileDescriptor.out);
  private final PrintWriter err;
  private boolean hasFailed;

  StandardOutput(PrintWriter err) {
    this.err = err;
  }

  /** Returns whether something was lost that somebody would have read. */
  boolean hasFailed() {
    return hasFailed;
  }

  Writer writer() {
    return new OutputStreamWriter(this, charset(Terminal.OUT));
  }

  /** Returns the charset of a terminal that has one of its own; UTF-8 for all else. */
  static Charset charset(int descriptor) {
    String told = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
    String name = told == null ? System.getProperty("native.encoding") : told;
    if (name == null || !Charset.isSupported(name)) {
      return StandardCharsets.UTF_8;
    }
    Charset charset = Charset.forName(name);
    // In the C locale nobody has said anything; UTF-8 holds what ASCII does.
    boolean isOwn =
        !charset.equals(StandardCharsets.US_ASCII) && !charset.equals(StandardCharsets.UTF_8);
    return isOwn && Terminal.isThere(descriptor) ? charset : StandardCharsets.UTF_8;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      if (!hasFailed && !isReadByOthers()) {
        hasFailed = true;
        err.println("cellwise: standard output is lost: " + e.getMessage());
      }
    }
  }

  /** A system's words for what failed may be in any language, so the kind of file is asked. */
  private static boolean isReadByOthers() {
    try {
      Object mode = Files.getAttribute(Path.of("/dev/stdout"), "unix:mode");
      return READ_BY_OTHERS.contains((int) mode & FILE_TYPE);
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }
}
