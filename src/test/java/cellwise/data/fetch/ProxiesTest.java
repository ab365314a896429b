package cellwise.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that answers as a proxy does, whatever host is asked for. */
class ProxiesTest {
  private static final URI PLAIN = URI.create("http://pictures.invalid/a");
  private static final URI SECURE = URI.create("https://pictures.invalid/a");

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer proxy;
  private String at;

  @BeforeEach
  void startProxy() throws IOException {
    proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    proxy.createContext(
        "/",
        exchange -> {
          String password = exchange.getRequestHeaders().getFirst("Proxy-Authorization");
          asked.add(exchange.getRequestURI() + " " + password);
          boolean isRefused = at.contains("@") && password == null;
          exchange.getResponseHeaders().add("Proxy-Authenticate", "Basic realm=\"a\"");
          exchange.sendResponseHeaders(isRefused ? 407 : 200, -1);
          exchange.close();
        });
    proxy.start();
    at = "127.0.0.1:" + proxy.getAddress().getPort();
  }

  @AfterEach
  void stopProxy() {
    proxy.stop(0);
  }

  @Test
  void goesThroughTheProxyOfTheEnvironment() throws IOException {
    get(PLAIN, Map.of("http_proxy", "http://" + at));
    get(PLAIN, Map.of("http_proxy", at, "NO_PROXY", "other.invalid, ictures.invalid"));
    get(PLAIN, Map.of("ALL_PROXY", "http://" + at + "/"));
    assertThat(asked).hasSize(3).containsOnly("http://pictures.invalid/a null");
  }

  /** Read by hand: "user:p@ss" in base 64 is dXNlcjpwQHNz. */
  @Test
  void givesTheProxyItsPassword() throws IOException {
    at = "user:p%40ss@" + at;
    get(PLAIN, Map.of("http_proxy", "http://" + at));
    assertThat(asked).last().isEqualTo("http://pictures.invalid/a Basic dXNlcjpwQHNz");
  }

  @Test
  void asksTheProxyForAWayToAServerWithTls() throws Exception {
    try (ServerSocket tunnel = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> refuse(tunnel));
      Map<String, String> environment =
          Map.of("HTTPS_PROXY", "127.0.0.1:" + tunnel.getLocalPort(), "http_proxy", at);
      assertThatThrownBy(() -> get(SECURE, environment)).hasMessageContaining("407 Who are you");
      assertThat(line.get()).isEqualTo("CONNECT pictures.invalid:443 HTTP/1.1");
    }
  }

  @Test
  void goesStraightWhereTheEnvironmentSaysSo() throws IOException {
    for (String no :
        List.of("*", "pictures.invalid", ".invalid", "a,*.invalid", "x PICTURES.invalid:80")) {
      Map<String, String> environment = Map.of("http_proxy", at, "NO_PROXY", no);
      assertThatThrownBy(() -> get(PLAIN, environment))
          .as(no)
          .hasMessageContaining("pictures.invalid");
    }
    URI here = URI.create("http://" + at + "/here");
    get(here, Map.of("http_proxy", "http://nowhere.invalid:1"));
    assertThat(asked).containsExactly("/here null");
  }

  /** A web server sets it from what a client sends. */
  @Test
  void doesNotTrustHttpProxyInCapitals() {
    assertThatThrownBy(() -> get(PLAIN, Map.of("HTTP_PROXY", at)))
        .hasMessageContaining("pictures.invalid");
  }

  @Test
  void saysWhichVariableIsWrongAndKeepsItsPassword() {
    for (String wrong : List.of("https://me:secret@host:1", "http://", "me:secret@:x", "::")) {
      assertThatThrownBy(() -> get(SECURE, Map.of("https_proxy", wrong)))
          .isInstanceOf(IOException.class)
          .hasMessage("https_proxy is no proxy: write it as http://host:port");
    }
    assertThatThrownBy(() -> get(SECURE, Map.of("HTTPS_PROXY", "http://none.invalid:1")))
        .hasMessage("none.invalid, which HTTPS_PROXY names");
  }

  private static void get(URI address, Map<String, String> environment) throws IOException {
    URLConnection connection = new Proxies(environment).open(address);
    connection.setReadTimeout(30_000);
    connection.getInputStream().close();
  }

  private static String refuse(ServerSocket tunnel) {
    try (Socket client = tunnel.accept()) {
      byte[] request = new byte[1000];
      int read = client.getInputStream().read(request);
      client
          .getOutputStream()
          .write("HTTP/1.1 407 Who are you\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return new String(request, 0, read, StandardCharsets.US_ASCII).lines().findFirst().get();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
