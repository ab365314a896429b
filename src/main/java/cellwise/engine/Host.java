package cellwise.engine;

import java.io.IOException;
import java.net.InetAddress;

/** The machine that this process runs on. */
public final class Host {
  private Host() {}

  /** Returns its name in the network; {@code localhost} if it has none that resolves. */
  public static String name() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "localhost";
    }
  }
}
