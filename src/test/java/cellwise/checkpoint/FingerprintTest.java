package cellwise.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.MalformedURLException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.cert.Certificate;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {
  @TempDir Path folder;

  @Test
  void isTheChecksumOfTheJar() throws Exception {
    Path jar = Files.writeString(folder.resolve("größer als.jar"), "bytes");
    CRC32C expected = new CRC32C();
    expected.update("bytes".getBytes());
    assertThat(Fingerprint.code(from(jar.toUri())))
        .isEqualTo("%08x".formatted(expected.getValue()));
    assertThat(Fingerprint.code(from(folder.toUri()))).isEqualTo("not from a jar");
  }

  @Test
  void isUnknownRatherThanAFailureWhereTheCodeIsNoFile() throws Exception {
    assertThat(Fingerprint.code(null)).isEqualTo("unknown");
    assertThat(Fingerprint.code(new CodeSource(null, (Certificate[]) null))).isEqualTo("unknown");
    for (String place :
        new String[] {
          "jar:file:/app.jar!/BOOT-INF/lib/cellwise.jar!/",
          "http://localhost/c.jar",
          "file:/no/such.jar"
        }) {
      assertThat(Fingerprint.code(from(URI.create(place)))).as(place).isEqualTo("unknown");
    }
  }

  private static CodeSource from(URI place) throws MalformedURLException {
    return new CodeSource(place.toURL(), (Certificate[]) null);
  }
}
