package cellwise.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;

/**
 * The process of a peer: reads how many steps to make, writes how many milliseconds each took and
 * the most memory that the process ever had in megabytes, until the input ends.
 */
final class PeerMain {
  private PeerMain() {}

  public static void main(String[] arguments) throws IOException {
    int batch = Integer.parseInt(arguments[1]);
    int threads = Integer.parseInt(arguments[2]);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    try (Peer peer = Peer.open(arguments[0], batch, threads)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        StringJoiner times = new StringJoiner(" ");
        for (double time : peer.steps(Integer.parseInt(line))) {
          times.add(Double.toString(time));
        }
        System.out.println("times " + times + " " + peakMegabytes());
      }
    }
  }

  private static long peakMegabytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IOException("/proc/self/status has no VmHWM, which only Linux knows");
  }
}
