package cellwise.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A peer's process as the benchmark sees it: steps on demand, and the times they took. */
final class PeerProcess implements AutoCloseable {
  private final String name;
  private final Process process;
  private final PrintStream in;
  private final BufferedReader out;
  private long peakMegabytes;

  PeerProcess(String name, int batch, int threads) throws IOException {
    this.name = name;
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of("-XX:+UseSerialGC", "-Xms64m"));
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(PeerMain.class.getName(), name, "" + batch, "" + threads));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("CELLWISE_ENGINE", "pytorch".equals(name) ? "PyTorch" : "MXNet");
    builder.environment().put("OMP_NUM_THREADS", "" + threads);
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "3");
    builder.environment().put("TF_ENABLE_ONEDNN_OPTS", "1");
    process = builder.start();
    in = new PrintStream(process.getOutputStream(), true);
    out = process.inputReader();
  }

  String name() {
    return name;
  }

  /** Returns the milliseconds of each of some steps. */
  double[] steps(int count) throws IOException {
    in.println(count);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("times ")) {
        String[] words = line.split(" ");
        peakMegabytes = Long.parseLong(words[count + 1]);
        return Arrays.stream(words, 1, count + 1).mapToDouble(Double::parseDouble).toArray();
      }
    }
    throw new IOException("the process of " + name + " ended, its last words are above");
  }

  /** Returns the most memory that the process had in its life until the last steps. */
  long peakMegabytes() {
    return peakMegabytes;
  }

  @Override
  public void close() {
    in.close();
    process.destroyForcibly();
  }
}
