package cellwise.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A published file with its checksum.
 *
 * @param address where it is
 * @param md5 its checksum, 32 hexadecimal digits
 * @param timeoutMillis how long the server may be silent
 */
record Download(URI address, String md5, int timeoutMillis) {
  private static final int BAR = 40;

  /**
   * Fetches the file, with a progress bar.
   *
   * @param file is written; the caller keeps it where a broken one does no harm
   * @throws IOException if the server cannot be reached or is silent, the thread was interrupted,
   *     or what came is not what was published
   */
  void to(Path file, PrintStream progress) throws IOException {
    progress.println("Downloading " + address);
    String found;
    try {
      found = fetch(file, progress);
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new IOException(address + " cannot be downloaded (" + why + "); nothing was kept", e);
    }
    if (!found.equals(md5)) {
      throw new IOException(
          "%s came broken: %d bytes with MD5 %s, published is %s; nothing was kept"
              .formatted(address, Files.size(file), found, md5));
    }
  }

  /** The JDK's older client, since the newer one has no time limit for what follows the headers. */
  private String fetch(Path file, PrintStream progress) throws IOException {
    URLConnection connection = address.toURL().openConnection();
    connection.setConnectTimeout(timeoutMillis);
    connection.setReadTimeout(timeoutMillis);
    if (connection instanceof HttpURLConnection http && http.getResponseCode() != 200) {
      throw new IOException("the server answers with status " + http.getResponseCode());
    }
    try (InputStream in = connection.getInputStream();
        OutputStream out = Files.newOutputStream(file)) {
      return copy(in, connection.getContentLengthLong(), out, progress);
    } finally {
      progress.println();
    }
  }

  private static String copy(InputStream in, long size, OutputStream out, PrintStream progress)
      throws IOException {
    MessageDigest digest = md5Digest();
    byte[] buffer = new byte[1 << 16];
    long done = 0;
    int shown = -1;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted");
      }
      out.write(buffer, 0, n);
      digest.update(buffer, 0, n);
      done += n;
      int percent = size > 0 ? (int) (100 * done / size) : 0;
      if (percent != shown) {
        shown = percent;
        progress.print(bar(percent, done));
        progress.flush();
      }
    }
    if (done < size) {
      throw new IOException("broke off after %d of %d bytes".formatted(done, size));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String bar(int percent, long done) {
    int full = BAR * percent / 100;
    return String.format(
        Locale.ROOT,
        "\r[%s%s] %3d %%  %,d bytes",
        "#".repeat(full),
        " ".repeat(BAR - full),
        percent,
        done);
  }

  private static MessageDigest md5Digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform must have MD5", e);
    }
  }
}
