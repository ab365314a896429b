package cellwise.data.fetch;

import java.io.IOException;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLConnection;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The way to a server: through Java's own proxy if its system properties name one, else through
 * that of the variables which curl and others go by, {@code HTTPS_PROXY}, {@code ALL_PROXY} and
 * {@code NO_PROXY}, and {@code http_proxy}, in small letters where both are there.
 *
 * @param environment the variables
 */
record Proxies(Map<String, String> environment) {
  private static final int HTTP_PORT = 80;
  private static final int SOCKS_PORT = 1080;

  /** Returns a connection that is not made yet. */
  URLConnection open(URI address) throws IOException {
    String variable = variable(address.getScheme());
    boolean isJavas =
        ProxySelector.getDefault() != null
            && ProxySelector.getDefault().select(address).get(0).type() != Proxy.Type.DIRECT;
    if (variable == null || isJavas || isDirect(address)) {
      return address.toURL().openConnection();
    }
    URI proxy = parsed(variable);
    URLConnection connection = address.toURL().openConnection(proxy(variable, proxy));
    if (proxy.getUserInfo() != null && connection instanceof HttpURLConnection http) {
      http.setAuthenticator(new Password(proxy.getUserInfo()));
    }
    return connection;
  }

  /** Not HTTP_PROXY: a web server's program gets there what a client says. */
  private String variable(String scheme) {
    Stream<String> names =
        scheme.equals("https")
            ? Stream.of("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
            : Stream.of("http_proxy", "all_proxy", "ALL_PROXY");
    return names.filter(name -> !value(name).isEmpty()).findFirst().orElse(null);
  }

  private String value(String variable) {
    return environment.getOrDefault(variable, "").strip();
  }

  private boolean isDirect(URI address) {
    String host = address.getHost().toLowerCase(Locale.ROOT);
    if (host.equals("localhost") || host.startsWith("127.")) {
      return true;
    }
    String lower = value("no_proxy");
    return List.of((lower.isEmpty() ? value("NO_PROXY") : lower).split("[,\\s]+")).stream()
        .map(entry -> entry.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", ""))
        .anyMatch(entry -> entry.equals("*") || isIn(host, entry.replaceFirst("^\\*?\\.", "")));
  }

  private static boolean isIn(String host, String domain) {
    return !domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain));
  }

  /** The value may hold a password, so no message has it. */
  private URI parsed(String variable) throws IOException {
    String value = value(variable);
    try {
      URI proxy = URI.create(value.contains("://") ? value : "http://" + value);
      if (proxy.getHost() != null && proxy.getScheme().matches("http|socks[45]?[ah]?")) {
        return proxy;
      }
    } catch (IllegalArgumentException e) {
      // as a value without a host
    }
    throw new IOException(variable + " is no proxy: write it as http://host:port");
  }

  private static Proxy proxy(String variable, URI proxy) throws IOException {
    boolean isHttp = proxy.getScheme().equals("http");
    int port = proxy.getPort() > 0 ? proxy.getPort() : isHttp ? HTTP_PORT : SOCKS_PORT;
    InetSocketAddress at = new InetSocketAddress(proxy.getHost(), port);
    if (at.isUnresolved()) {
      throw new UnknownHostException(proxy.getHost() + ", which " + variable + " names");
    }
    return new Proxy(isHttp ? Proxy.Type.HTTP : Proxy.Type.SOCKS, at);
  }

  /** Gives a proxy, and no server, the user's name and password. */
  private static final class Password extends Authenticator {
    private final String[] user;

    Password(String user) {
      this.user = user.split(":", 2);
    }

    @Override
    protected PasswordAuthentication getPasswordAuthentication() {
      return getRequestorType() != RequestorType.PROXY
          ? null
          : new PasswordAuthentication(user[0], (user.length > 1 ? user[1] : "").toCharArray());
    }
  }
}
