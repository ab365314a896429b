package cellwise.cli;

import cellwise.engine.ParameterStore.Meeting;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;

/**
 * What the launcher tells a node by environment variables: those of ps-lite, and which one it is.
 *
 * @param meeting who meets, and where
 * @param rank which of those of its role, counted from 0
 */
record NodeEnvironment(Meeting meeting, int rank) {
  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if a variable is missing, or means nothing
   */
  static NodeEnvironment of(Map<String, String> environment) {
    InetAddress scheduler = address(environment, "DMLC_PS_ROOT_URI");
    int port = number(environment, "DMLC_PS_ROOT_PORT");
    if (port > 0xffff) {
      throw new IllegalArgumentException(
          "DMLC_PS_ROOT_PORT is %d, must be from 1 to 65535".formatted(port));
    }
    Meeting meeting =
        new Meeting(
            new InetSocketAddress(scheduler, port),
            address(environment, "DMLC_NODE_HOST"),
            number(environment, "DMLC_NUM_SERVER"),
            number(environment, "DMLC_NUM_WORKER"));
    return new NodeEnvironment(meeting, number(environment, "CELLWISE_RANK"));
  }

  private static String text(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "").strip();
    if (value.isEmpty()) {
      throw new IllegalArgumentException(
          name + " is not set: nodes are started by the command cluster, which sets it");
    }
    return value;
  }

  private static int number(Map<String, String> environment, String name) {
    String value = text(environment, name);
    if (!value.matches("[0-9]{1,6}")) {
      throw new IllegalArgumentException("%s is %s, must be a number".formatted(name, value));
    }
    return Integer.parseInt(value);
  }

  private static InetAddress address(Map<String, String> environment, String name) {
    String value = text(environment, name);
    try {
      return InetAddress.getByName(value);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "%s is %s, which has no address: give an IPv4 address, or a name that has one"
              .formatted(name, value),
          e);
    }
  }
}
