package cellwise.checkpoint;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The whole state of a training after a step, in one file.
 *
 * <p>The file is in the safetensors format, which other tools open and which holds no code. A
 * variable has its own name, such as {@code conv1/weights}; {@code global_step} is the number of
 * steps made, {@code batches/position} that of the next batch, {@code total_loss/avg} an averaged
 * loss.
 *
 * @param file where it is
 * @param step how many steps were made
 */
public record Checkpoint(Path file, long step) {
  static final String PART = ".part";

  private static final Pattern NAME = Pattern.compile("step-(0|[1-9][0-9]{0,17})\\.safetensors");

  /** Returns what a file is by its name, good or broken; nothing if it is no checkpoint. */
  static Optional<Checkpoint> in(Path file) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    return name.matches() && Files.isRegularFile(file)
        ? Optional.of(new Checkpoint(file, Long.parseLong(name.group(1))))
        : Optional.empty();
  }

  /**
   * Writes aside, waits for the disk, renames: a file that was there is replaced whole or kept.
   *
   * @param recipe the recipe's name, if there is one
   * @throws IOException if it cannot be written; nothing half written is left then
   * @throws NotFiniteException if a number is NaN or infinite: that state is not worth keeping
   */
  static Checkpoint save(Path folder, TrainingState state, Optional<String> recipe, long step)
      throws IOException {
    Map<String, Tensor> tensors = state.tensors(step);
    tensors.forEach(
        (name, tensor) -> {
          if (!tensor.isFinite()) {
            throw new NotFiniteException(
                "%s has numbers that are NaN or infinite after %d steps: the model diverged, and this is not saved; build the network anew with a smaller learning rate"
                    .formatted(name, step));
          }
        });
    Map<String, String> text = new LinkedHashMap<>(Fingerprint.of(state, step).text());
    text.putAll(Description.of(state, recipe).text());
    Path file = folder.resolve("step-" + step + ".safetensors");
    Path aside = file.resolveSibling(file.getFileName() + PART);
    try {
      Safetensors.write(aside, text, tensors);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      syncFolder(file.toAbsolutePath().getParent());
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(aside);
      throw e;
    }
    return new Checkpoint(file, step);
  }

  /**
   * Returns what the file tells of the run that wrote it, such as {@code seed}, {@code data},
   * {@code java}.
   */
  public Map<String, String> settings() throws IOException {
    try (Safetensors saved = Safetensors.open(file)) {
      return saved.metadata();
    }
  }

  /** A rename is on the disk when its folder is. Windows has no way to say so, and no need. */
  private static void syncFolder(Path folder) throws IOException {
    if (File.separatorChar == '/') {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s, after %,d steps", file, step);
  }

  /** A state is not saved, since it has numbers that are NaN or infinite. */
  public static final class NotFiniteException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    NotFiniteException(String message) {
      super(message);
    }
  }

  /** A checkpoint is of another network. */
  public static final class UnfitException extends IOException {
    private static final long serialVersionUID = 1;

    UnfitException(String message) {
      super(message);
    }
  }
}
