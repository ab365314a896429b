package cellwise.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * A published file with its checksum.
 *
 * @param address where it is
 * @param md5 its checksum, 32 hexadecimal digits
 */
record Download(URI address, String md5) {
  private static final int BAR = 40;

  /**
   * Fetches the file, with a progress bar.
   *
   * @param file is written; the caller keeps it where a broken one does no harm
   * @throws IOException if the server cannot be reached, or what came is not what was published
   */
  void to(Path file, PrintStream progress) throws IOException {
    progress.println("Downloading " + address);
    String found;
    try {
      found = fetch(file, progress);
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new IOException(address + " cannot be downloaded (" + why + "); nothing was kept", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the download of " + address + " was interrupted; nothing was kept", e);
    }
    if (!found.equals(md5)) {
      throw new IOException(
          "%s came broken: %,d bytes with MD5 %s, published is %s; nothing was kept"
              .formatted(address, Files.size(file), found, md5));
    }
  }

  private String fetch(Path file, PrintStream progress) throws IOException, InterruptedException {
    HttpClient client =
        HttpClient.newBuilder()
            .proxy(ProxySelector.getDefault())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(30)).build();
    HttpResponse<InputStream> response =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw new IOException("the server answers with status " + response.statusCode());
      }
      long size = response.headers().firstValueAsLong("content-length").orElse(-1);
      return copy(body, size, file, progress);
    }
  }

  private static String copy(InputStream in, long size, Path file, PrintStream progress)
      throws IOException {
    MessageDigest digest = md5Digest();
    byte[] buffer = new byte[1 << 16];
    long done = 0;
    int shown = -1;
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
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
    } finally {
      progress.println();
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String bar(int percent, long done) {
    int full = BAR * percent / 100;
    return "\r[%s%s] %3d %%  %,d bytes"
        .formatted("#".repeat(full), " ".repeat(BAR - full), percent, done);
  }

  private static MessageDigest md5Digest() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform must have MD5", e);
    }
  }
}
