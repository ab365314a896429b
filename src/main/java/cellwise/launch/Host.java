package cellwise.launch;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A machine that nodes run on.
 *
 * @param name as people and ssh call it, {@code user@} before it perhaps; {@code localhost} is this
 *     machine, without ssh
 * @param address to which its nodes bind, and by which those on other hosts reach them
 */
public record Host(String name, String address) {
  /** This machine, reached by nobody else. */
  public static final Host HERE = new Host("localhost", "127.0.0.1");

  /**
   * Checks both, since they become words of command lines.
   *
   * @throws IllegalArgumentException if one has characters that no host's name has
   */
  public Host {
    require("host", name);
    require("address", address);
  }

  private static void require(String what, String text) {
    if (!text.matches("[A-Za-z0-9_\\[][A-Za-z0-9_.:@%\\[\\]-]*")) {
      throw new IllegalArgumentException(
          "%s is %s, must be a name or an address, such as node1 or 10.0.0.1"
              .formatted(what, text));
    }
  }

  /**
   * Returns a host whose address is what its name stands for.
   *
   * @throws IllegalArgumentException if nobody here knows the name
   */
  static Host of(String name) {
    require("host", name);
    String plain = name.substring(name.indexOf('@') + 1);
    try {
      return new Host(name, InetAddress.getByName(plain).getHostAddress());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "host %s is not known to this machine: write its address behind it, as in '%s 10.0.0.1'"
              .formatted(name, name),
          e);
    }
  }

  /** Returns whether it is this machine. */
  boolean isHere() {
    return name.equals(HERE.name);
  }

  /** Returns whether others cannot reach it by its address. */
  boolean isLoopback() {
    return address.startsWith("127.");
  }

  @Override
  public String toString() {
    return name;
  }
}
