package cellwise.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file with a host on each line: {@code HOST [ADDRESS]}; what follows a {@code #} is for people.
 */
public final class HostsFile {
  private HostsFile() {}

  /**
   * Reads it.
   *
   * @return the hosts in the order of the lines, at least one
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if a line is none, the name without an address is not known
   *     here, or there is no host; names file and line, counted from 1
   */
  public static List<Host> read(Path file) throws IOException {
    List<Host> hosts = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      String words = line.replaceFirst("#.*", "").strip();
      if (!words.isEmpty()) {
        hosts.add(host(words.split("\\s+"), file + ", line " + number));
      }
    }
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException(
          file + " names no host, must have at least one line 'HOST [ADDRESS]'");
    }
    requireReachable(hosts, file);
    return List.copyOf(hosts);
  }

  private static Host host(String[] words, String place) {
    if (words.length > 2) {
      throw new IllegalArgumentException(
          "%s: '%s', must be 'HOST [ADDRESS]'".formatted(place, String.join(" ", words)));
    }
    try {
      return words.length == 1 ? Host.of(words[0]) : new Host(words[0], words[1]);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
    }
  }

  /** A machine often knows its own name by an address that no other has for it. */
  private static void requireReachable(List<Host> hosts, Path file) {
    long names = hosts.stream().map(Host::name).distinct().count();
    for (Host host : hosts) {
      if (names > 1 && host.isLoopback()) {
        throw new IllegalArgumentException(
            "%s: %s has the address %s, by which no other host reaches it: write another behind it"
                .formatted(file, host, host.address()));
      }
    }
  }
}
