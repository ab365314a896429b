package cellwise.bench;

import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import cellwise.data.Batches;
import cellwise.data.Distortion;
import cellwise.data.Shapes10;
import cellwise.data.Split;
import cellwise.loss.L2Penalty;
import cellwise.loss.TotalLoss;
import cellwise.model.CifarNet;
import cellwise.model.Network;
import cellwise.optim.GradientDescent;
import cellwise.train.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process has in memory after each of many sessions, one after the other, each with a
 * network and a stream of its own that are closed; on Linux.
 */
final class SessionsMemory {
  private SessionsMemory() {}

  /**
   * Prints a line after every tenth session.
   *
   * @param arguments how many; 100 if there is none
   */
  public static void main(String[] arguments) throws IOException {
    int sessions = arguments.length == 0 ? 100 : Integer.parseInt(arguments[0]);
    Split pictures = Shapes10.open(50).train();
    for (int i = 1; i <= sessions; i++) {
      try (Batches batches = pictures.stream(128, Distortion.training(), i);
          Network net = CifarNet.build(i)) {
        TotalLoss loss =
            TotalLoss.of(new SoftmaxCrossEntropyLoss("cross_entropy"))
                .plus(L2Penalty.on("local3", 0.004f));
        Session.of(net, loss, GradientDescent.of(step -> 0.1f), batches).run(2);
      }
      if (i == 1 || i % 10 == 0) {
        System.gc();
        System.out.printf("%d sessions: %d MB%n", i, residentMegabytes());
      }
    }
  }

  private static long residentMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .sum();
  }
}
