package cellwise.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** How a training's state gets to another process: as the bytes of a checkpoint, checked as one. */
final class Passage {
  private Passage() {}

  /** What is done in a folder that is gone afterwards. */
  @FunctionalInterface
  private interface Work<T> {
    T in(Path folder) throws IOException;
  }

  static byte[] bytes(TrainingState state, long step) throws IOException {
    return aside(
        folder ->
            Files.readAllBytes(Checkpoint.save(folder, state, Optional.empty(), step).file()));
  }

  /** Returns after how many steps it was. */
  static long restore(TrainingState state, byte[] bytes) throws IOException {
    return aside(
        folder -> {
          Path file = Files.write(folder.resolve("arrived"), bytes);
          long step;
          try (Safetensors arrived = Safetensors.open(file)) {
            arrived.verify();
            step = stepOf(arrived);
          }
          Path named = folder.resolve("step-%d.safetensors".formatted(step));
          Files.move(file, named);
          return new CheckpointFolder(folder).resume(state).step();
        });
  }

  private static long stepOf(Safetensors arrived) throws IOException {
    if (!Tensor.Kind.COUNT.equals(arrived.kinds().get(TrainingState.GLOBAL_STEP))) {
      throw new IOException("what has arrived is no checkpoint, it has no step");
    }
    return arrived.tensor(TrainingState.GLOBAL_STEP).count();
  }

  private static <T> T aside(Work<T> work) throws IOException {
    Path folder = Files.createTempDirectory("cellwise-state");
    try {
      return work.in(folder);
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }
}
