package cellwise.data.fetch;

import cellwise.data.file.ProgressBar;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLConnection;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A published file with its checksum.
 *
 * @param address where it is
 * @param md5 its checksum, 32 hexadecimal digits
 * @param size its bytes
 * @param timeoutMillis how long the server may be silent
 */
public record Download(URI address, String md5, long size, int timeoutMillis) {
  /** Returns the last part of its address. */
  public String fileName() {
    return address.getPath().replaceFirst(".*/", "");
  }

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
      throw new IOException(
          address + " cannot be downloaded (" + reason(e) + "); nothing was kept", e);
    }
    if (!found.equals(md5)) {
      throw new IOException(
          "%s came broken: %d bytes with MD5 %s, published is %s; nothing was kept"
              .formatted(address, Files.size(file), found, md5));
    }
  }

  private static String reason(IOException e) {
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    if (e instanceof UnknownHostException) {
      return "host not found: " + why + "; behind a proxy, set HTTPS_PROXY to http://host:port";
    }
    return why.contains(" 407 ")
        ? why
            + "; write HTTPS_PROXY as http://user:password@host:port, and let Java use them by"
            + " JAVA_TOOL_OPTIONS=-Djdk.http.auth.tunneling.disabledSchemes="
        : why;
  }

  /** The JDK's older client, since the newer one has no time limit for what follows the headers. */
  private String fetch(Path file, PrintStream progress) throws IOException {
    URLConnection connection = new Proxies(System.getenv()).open(address);
    connection.setConnectTimeout(timeoutMillis);
    connection.setReadTimeout(timeoutMillis);
    if (connection instanceof HttpURLConnection http && http.getResponseCode() != 200) {
      throw new IOException("the server answers with status " + http.getResponseCode());
    }
    try (InputStream in = connection.getInputStream();
        OutputStream out = Files.newOutputStream(file)) {
      checkSize(connection.getContentLengthLong());
      return copy(in, out, progress);
    } finally {
      progress.println();
    }
  }

  /** Servers may not say how much they send, and say -1. */
  private void checkSize(long sent) throws IOException {
    if (sent >= 0 && sent != size) {
      throw new IOException(
          "the server sends %d bytes, published are %d: is it another page?".formatted(sent, size));
    }
  }

  private String copy(InputStream in, OutputStream out, PrintStream progress) throws IOException {
    MessageDigest digest = md5Digest();
    byte[] buffer = new byte[1 << 16];
    long done = 0;
    ProgressBar bar = new ProgressBar(progress, size, "bytes");
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("interrupted");
      }
      done += n;
      if (done > size) {
        throw new IOException("the server sends more than the %d bytes published".formatted(size));
      }
      out.write(buffer, 0, n);
      digest.update(buffer, 0, n);
      bar.show(done, done - n);
    }
    if (done < size) {
      throw new IOException("broke off after %d of %d bytes".formatted(done, size));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest md5Digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform must have MD5", e);
    }
  }
}
