package cellwise.checkpoint;

import ai.djl.engine.Engine;
import cellwise.engine.ComputeThreads;
import cellwise.engine.StartedEngine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * What a checkpoint tells of the run that wrote it: text by name, in the file's metadata.
 *
 * <p>A run that goes on with other batches would no longer be the same run, and is refused. One
 * with other code, another engine or another number of threads may differ in the last bits, and is
 * told so.
 */
record Fingerprint(Map<String, String> text) {
  private static final List<String> BATCHES =
      List.of("data", "data_crc32c", "batch_size", "seed", "first_batch_crc32c");

  /** What may differ from machine to machine and trains the same but for last bits. */
  static final Set<String> OF_THE_MACHINE = Set.of("java", "processor", "omp_num_threads");

  /** Steps whose rates tell one schedule from another, most likely. */
  private static final long[] RATES = {0, 100, 1_000, 10_000, 100_000, 1_000_000};

  private static final String CODE = code(Fingerprint.class.getProtectionDomain().getCodeSource());

  static Fingerprint of(TrainingState state, long globalStep) {
    Map<String, String> text = new LinkedHashMap<>();
    text.put("data", state.batches().split().toString());
    text.put("data_crc32c", state.batches().split().fingerprint());
    text.put("batch_size", "" + state.batches().batchSize());
    text.put("seed", "" + state.batches().seed());
    text.put("first_batch_crc32c", state.batches().fingerprint());
    text.put("averages_decay", state.averages().stream().map(a -> "" + a.decay()).toList() + "");
    text.put("optimizer", state.optimizer().toString());
    text.put("loss", state.loss().toString());
    text.put("learning_rate", rate(state, globalStep));
    for (long step : RATES) {
      text.put("learning_rate_at_" + step, rate(state, step));
    }
    text.put("cellwise_crc32c", CODE);
    text.put("djl", Engine.getDjlVersion());
    text.put(
        "engine", StartedEngine.get().getEngineName() + " " + StartedEngine.get().getVersion());
    text.put("device", state.net().device().toString());
    text.put("java", System.getProperty("java.version"));
    text.put("processor", System.getProperty("os.arch"));
    text.put("omp_num_threads", "" + ComputeThreads.told());
    return new Fingerprint(text);
  }

  /**
   * Returns in words what is not the same in a run that goes on, such as {@code java was 17, is
   * 21}.
   *
   * @throws IllegalArgumentException if it takes other batches
   */
  List<String> differences(Path file, Map<String, String> saved) {
    List<String> differences = new ArrayList<>();
    text.forEach(
        (name, now) -> {
          String then = saved.get(name);
          if (then != null && !then.equals(now)) {
            differences.add("%s was %s, is %s".formatted(name, then, now));
          }
        });
    for (String name : BATCHES) {
      if (!text.get(name).equals(saved.get(name))) {
        throw new IllegalArgumentException(
            "%s is of a run with other batches (%s): go on with the same, or start in a new folder"
                .formatted(file, String.join(", ", differences)));
      }
    }
    return differences;
  }

  /** A schedule may refuse steps behind its end, which the run never reaches. */
  private static String rate(TrainingState state, long step) {
    try {
      return "" + state.optimizer().rate().at(step);
    } catch (RuntimeException e) {
      return "none";
    }
  }

  /**
   * The jar's checksum; classes in a folder change too often to have one. Whatever a class loader
   * says of where it has them from, a checkpoint can be saved.
   */
  static String code(CodeSource source) {
    try {
      Path jar = Path.of(source.getLocation().toURI());
      if (Files.isDirectory(jar)) {
        return "not from a jar";
      }
      CRC32C crc = new CRC32C();
      try (InputStream in = new CheckedInputStream(Files.newInputStream(jar), crc)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return "%08x".formatted(crc.getValue());
    } catch (IOException | URISyntaxException | RuntimeException e) {
      return "unknown"; // no source, or none that is a file: a jar in a jar, a URL
    }
  }
}
